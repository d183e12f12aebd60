"""`python -m console` is the command `console`."""

from console.cli.main import main

if __name__ == "__main__":
    main()
