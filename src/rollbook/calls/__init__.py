"""A call as a list of named steps, by whichever face it came."""
