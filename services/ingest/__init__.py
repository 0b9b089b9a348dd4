"""Takes in notices of public bodies: keeps, reads, harmonises and compiles. Writer of `ingest` and `procurement`."""
