"""What came too late."""
