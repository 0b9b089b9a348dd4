"""The 36 goals of the sources, as `goals.toml` holds them: a file of ours, loaded when the service starts."""
