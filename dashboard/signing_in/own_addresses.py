"""Where somebody may be sent after signing in: to pages of the dashboard alone."""

from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 2000
HOME: Final = "/werk"


def own_address(stated: str | None) -> str:
    """The address, when it is one of ours; else the start page of whoever signs in (no open redirect)."""
    if not stated or len(stated) > LONGEST or not stated.isprintable() or "\\" in stated:
        return HOME
    if not stated.startswith("/") or stated.startswith("//"):
        return HOME
    try:
        parts = urlsplit(stated)
    except ValueError:
        return HOME
    return HOME if parts.scheme or parts.netloc else stated
