"""What the registry's API takes and gives, a module per resource."""
