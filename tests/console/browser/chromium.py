"""How Chromium is started here, and what is said where it is missing."""

NOT_HERE = "no Chromium here; to test in a browser: apt-get install chromium"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""No sandbox, as a container's root has none; no request to anywhere but the server under test."""
