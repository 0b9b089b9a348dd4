"""`python -m deploy.command`: the same as `ppds`."""

from deploy.command.app import main

if __name__ == "__main__":
    main()
