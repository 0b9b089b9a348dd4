"""The part of `make check` that needs our own code: the migrations give the tables the code declares, the lock file
names every package and no address, and generated references are fresh.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.util import CommandError
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from deploy.database import alembic_config, prepare
from deploy.embedded import FAST_AND_FORGETFUL, embedded_server
from tools import lock, reference

ROOT = Path(__file__).resolve().parent.parent


def migration_faults() -> list[str]:
    """Differences between the tables declared and the tables migrated, on a fresh embedded server."""
    with (
        tempfile.TemporaryDirectory(prefix="ppds-check-") as folder,
        embedded_server(Path(folder), settings=FAST_AND_FORGETFUL) as url,
    ):
        prepare(url)
        engine = create_engine(url, poolclass=NullPool)
        try:
            with engine.connect() as connection:
                command.check(alembic_config(connection))
        except CommandError as error:
            return [f"alembic check: {error}"]
        finally:
            engine.dispose()
    return []


def main() -> None:
    """Print every fault and end with 1, or say that all is well."""
    faults = [*lock.faults(ROOT), *reference.faults(ROOT), *migration_faults()]
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    if faults:
        sys.exit(1)
    sys.stdout.write("The lock file, the references and the migrations agree with the code.\n")


if __name__ == "__main__":
    main()
