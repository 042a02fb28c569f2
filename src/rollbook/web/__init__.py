"""What the HTTP faces share: reading requests, with limits of size and time, and passing them to the gate."""
