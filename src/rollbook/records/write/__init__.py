"""The only inserts and updates: one file a noun."""
