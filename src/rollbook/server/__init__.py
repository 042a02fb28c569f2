"""Settings, the ASGI app and the command line."""
