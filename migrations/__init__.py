"""One Alembic history for all schemas. Edited in place until the first release."""
