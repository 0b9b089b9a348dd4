"""Facts of signatures and plans."""
