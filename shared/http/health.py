"""Whether a process lives and can do its work, and who to tell about a leak: addresses outside the API itself.

The checks run in the event loop and in a thread of their own: behind forty waiting requests a check in the common
thread pool would answer too late, and the process would be restarted for being busy.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from shared.errors import Unavailable
from shared.settings import ServiceSettings

CHECK_SECONDS: Final = 2
SECURITY_TXT_DAYS: Final = 180
"""RFC 9116 advises less than a year."""

_log = logging.getLogger(__name__)


class DatabaseCheck:
    """Asks the database a question on a connection of its own, apart from the pool that requests may have used up."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(
            url,
            poolclass=NullPool,
            connect_args={"connect_timeout": CHECK_SECONDS, "options": f"-c statement_timeout={CHECK_SECONDS}s"},
        )
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="readiness")

    async def answers(self) -> bool:
        """Whether the database answered in time."""
        try:
            asked = asyncio.get_running_loop().run_in_executor(self._thread, self._ask)
            await asyncio.wait_for(asked, timeout=2 * CHECK_SECONDS)
        except (SQLAlchemyError, TimeoutError) as failure:
            _log.warning("the database does not answer: %s", type(failure).__name__)
            return False
        return True

    def close(self) -> None:
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _ask(self) -> None:
        with self._engine.connect() as connection:
            connection.execute(text("select 1"))


def router(settings: ServiceSettings) -> APIRouter:
    """`/health/live`, `/health/ready` and `/.well-known/security.txt`."""
    addresses = APIRouter(include_in_schema=False)
    addresses.add_api_route("/health/live", _live, methods=["GET"])
    addresses.add_api_route("/health/ready", _ready, methods=["GET"])
    addresses.add_api_route("/.well-known/security.txt", partial(_security_txt, settings), methods=["GET"])
    return addresses


async def _live() -> Response:
    return JSONResponse({"status": "pass"})


async def _ready(request: Request) -> Response:
    check: DatabaseCheck = request.app.state.database_check
    if not await check.answers():
        raise Unavailable(nl="De opslag antwoordt niet.", en="Storage does not answer.")
    return JSONResponse({"status": "pass"})


async def _security_txt(settings: ServiceSettings) -> Response:
    expires = (datetime.now(UTC) + timedelta(days=SECURITY_TXT_DAYS)).replace(microsecond=0)
    lines = (
        f"Contact: mailto:{settings.contact_email}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: nl, en",
    )
    return PlainTextResponse("\n".join((*lines, "")), headers={"Cache-Control": "max-age=86400"})
