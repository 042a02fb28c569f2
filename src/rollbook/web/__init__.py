"""What the faces over HTTP share: how a request is read, with limits of size and time, and taken to the gate."""
