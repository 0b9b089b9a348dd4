"""Running PPDS: the embedded database, migrations, the one-machine runner and the operator's commands."""
