"""The sender's part of the `ppds` command."""
