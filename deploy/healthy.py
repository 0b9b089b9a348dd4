"""Whether the process in this container is healthy: for containers, whose image has no curl.

`python -m deploy.healthy URL` asks a service; `python -m deploy.healthy --database` is for a worker, which listens to
nobody: it can work when it can enter its database.
"""

import sys
from collections.abc import Sequence
from typing import Final

import httpx
from pydantic import ValidationError
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from shared.settings import ServiceSettings

SECONDS: Final = 4.0
_USAGE: Final = "Use: python -m deploy.healthy URL, or python -m deploy.healthy --database"


def service_is_healthy(url: str) -> bool:
    """Whether this address answers 200 in time."""
    try:
        return httpx.get(url, timeout=SECONDS, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def database_is_healthy(url: str) -> bool:
    """Whether the database lets this role in and answers."""
    engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": int(SECONDS)})
    try:
        with engine.connect() as connection:
            return bool(connection.execute(text("select true")).scalar_one())
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()


def main(arguments: Sequence[str]) -> int:
    """The exit code: 0 healthy, 1 not, 2 wrong use."""
    if len(arguments) != 1:
        sys.stderr.write(f"{_USAGE}\n")
        return 2
    if arguments[0] != "--database":
        return 0 if service_is_healthy(arguments[0]) else 1
    try:
        return 0 if database_is_healthy(ServiceSettings().database_url) else 1
    except ValidationError:
        sys.stderr.write("PPDS_DATABASE_URL is not set.\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
