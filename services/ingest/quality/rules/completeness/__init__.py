"""What should be stated and is not."""
