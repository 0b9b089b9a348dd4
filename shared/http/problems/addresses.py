"""Where each rule and each problem is explained: one address each, which the service that names it also answers.

The base is that of the service, or of a documentation site that an installation names (`PPDS_DOCUMENTATION_URL`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

RULES: Final = "rules"
PROBLEMS: Final = "problems"
_base: Final[ContextVar[str]] = ContextVar("documentation", default="")


@contextmanager
def explained_at(base: str) -> Iterator[None]:
    """Within this, addresses begin with `base`."""
    token = _base.set(base)
    try:
        yield
    finally:
        _base.reset(token)


def rule_address(code: str) -> str:
    """Where the rule of this code is explained."""
    return f"{_base.get()}/{RULES}/{code}"


def problem_address(name: str) -> str:
    """Where this type of problem is explained; `type` in problem+json (RFC 9457 section 3.1.1)."""
    return f"{_base.get()}/{PROBLEMS}/{name}"
