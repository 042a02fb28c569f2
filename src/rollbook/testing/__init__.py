"""A pytest plugin: a real server with real records, which knows what a program sent and may lose an answer."""
