"""Two people at once: a write that changes a record says which version it started from (RFC 9110 section 13.1.1).

An answer with one record carries its version as `ETag`; a change of it demands that value in `If-Match`. Whoever was
second gets 412 and reads again; whoever sends no `If-Match` gets 428 (RFC 6585 section 3).
"""

from typing import Annotated, Final

from fastapi import Header

from shared.errors import PreconditionFailed, PreconditionRequired

LONGEST: Final = 200

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The `ETag` of the version that this change starts from.",
        max_length=LONGEST,
    ),
]


def etag(version: int) -> str:
    """The version of a record as a strong entity tag."""
    return f'"{version}"'


def demand_match(if_match: str | None, version: int) -> None:
    """Let a change go on only when the caller saw this version.

    Raises PreconditionRequired without `If-Match`, PreconditionFailed when none of its tags is the version. `*` and
    weak tags match nothing: they say nothing about what the caller saw.
    """
    if if_match is None or not if_match.strip():
        raise PreconditionRequired(
            nl="De kopregel If-Match ontbreekt. Zet daarin de ETag van de versie waar de wijziging van uitgaat.",
            en="The header If-Match is missing. Give it the ETag of the version that this change starts from.",
        )
    if etag(version) not in [tag.strip() for tag in if_match.split(",")]:
        raise PreconditionFailed(
            nl="Dit is intussen gewijzigd. Lees de huidige versie en breng de wijziging daarop opnieuw aan.",
            en="This has been changed in the meantime. Read the current version and make the change on that.",
        )
