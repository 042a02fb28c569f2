"""The JSON face: the same calls as JSON, over HTTP at /api/v1/."""
