"""What waits for whoever asks, counted: each service counts what it keeps, as far as the token may see it."""

from collections.abc import Iterable

from pydantic import Field

from shared.http.schema import ApiModel


class WorkCount(ApiModel):
    """How many of one kind wait."""

    kind: str
    count: int = Field(ge=0)
    at_least: bool = Field(description="There are more; counting stopped there.")


class OpenWork(ApiModel):
    """Every kind of work that the token may do here, none waiting included; what it may not see is not named."""

    items: list[WorkCount]


def open_work(counted: Iterable[tuple[str, int]], *, more: Iterable[str] = ()) -> OpenWork:
    """The answer of these counts; `more` names the kinds of which counting stopped early."""
    stopped = set(more)
    return OpenWork(items=[WorkCount(kind=kind, count=count, at_least=kind in stopped) for kind, count in counted])
