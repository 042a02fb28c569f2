"""API keys, and the callers they belong to."""
