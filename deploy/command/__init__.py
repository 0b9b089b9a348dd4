"""The `ppds` command: the sender's part and the operator's."""
