"""The cookies of the dashboard: none before somebody signs in, and no script ever reads one."""

from collections.abc import Mapping
from typing import Final, Literal

from starlette.responses import Response

Cookie = Literal["session", "signing-in", "parked"]
SECONDS: Final[Mapping[Cookie, int | None]] = {"session": None, "signing-in": 600, "parked": 1800}
"""How long a browser keeps each; None: until it is closed."""


class Cookies:
    """Reads and writes them; on https with the prefix __Host-, so that no other host can set one.

    Args:
        secure: whether the dashboard has an https address.
    """

    def __init__(self, *, secure: bool) -> None:
        self._secure = secure

    def read(self, stated: Mapping[str, str], cookie: Cookie) -> str | None:
        """What the browser brought."""
        return stated.get(self._name(cookie))

    def write(self, response: Response, cookie: Cookie, value: str) -> None:
        """Let the browser keep this."""
        response.set_cookie(
            self._name(cookie),
            value,
            max_age=SECONDS[cookie],
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def forget(self, response: Response, cookie: Cookie) -> None:
        """Let the browser drop it."""
        response.delete_cookie(self._name(cookie), path="/", secure=self._secure, httponly=True, samesite="lax")

    def _name(self, cookie: Cookie) -> str:
        return f"{'__Host-' if self._secure else ''}ppds-{cookie}"
