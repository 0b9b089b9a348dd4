"""The pure core of ingest: from the notices of a procedure to the procedure as it stands. No web, no database."""
