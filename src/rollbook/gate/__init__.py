"""POST /apiv2/: the request as a list of named steps."""
