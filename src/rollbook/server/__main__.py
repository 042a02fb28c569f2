"""`python -m rollbook.server` is the command `rollbook`."""

from rollbook.server.commands import main

if __name__ == "__main__":
    main()
