"""Takes in notices of public bodies: keeps, reads, harmonises and compiles them. Writer of `ingest` and `procurement`."""
