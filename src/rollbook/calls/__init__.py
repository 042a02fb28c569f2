"""A call as a list of named steps, the same for every face."""
