"""Two people at once: a write that changes a record says which version it started from (RFC 9110 section 13.1.1).

An answer with one record carries its version as `ETag`; a change of it demands that value in `If-Match`. Whoever was
second gets 412 and reads again; whoever sends no `If-Match` gets 428 (RFC 6585 section 3).

As the RFC says: of a list one tag must be the version; tags are compared strongly, so a weak one (`W/"7"`) is never the
version; `*` is any version of what exists, for whoever means to write over what they did not see. What is no list of
tags matches nothing.
"""

import re
from typing import Annotated, Final

from fastapi import Header

from shared.errors import PreconditionFailed, PreconditionRequired

LONGEST: Final = 200
ANY: Final = "*"
_TAG: Final = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'  # RFC 9110 section 8.8.3: a comma may stand within a tag
_TAGS: Final = re.compile(rf"[ \t,]*{_TAG}(?:[ \t]*,[ \t,]*{_TAG})*[ \t,]*")

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

    The record exists, which the caller of this looks at first. Raises PreconditionRequired without `If-Match`,
    PreconditionFailed when none of its tags is the version.
    """
    if if_match is None or not if_match.strip():
        raise PreconditionRequired(
            nl="De kopregel If-Match ontbreekt. Zet daarin de ETag van de versie waar de wijziging van uitgaat.",
            en="The header If-Match is missing. Give it the ETag of the version that this change starts from.",
        )
    if if_match.strip() != ANY and etag(version) not in _tags(if_match):
        raise PreconditionFailed(
            nl="Dit is intussen gewijzigd. Lees de huidige versie en breng de wijziging daarop opnieuw aan.",
            en="This has been changed in the meantime. Read the current version and make the change on that.",
        )


def _tags(if_match: str) -> list[str]:
    return re.findall(_TAG, if_match) if _TAGS.fullmatch(if_match) else []
