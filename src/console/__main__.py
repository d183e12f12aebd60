"""`python -m console` is the command `console`."""

from console.cli.entry import main

if __name__ == "__main__":
    main()
