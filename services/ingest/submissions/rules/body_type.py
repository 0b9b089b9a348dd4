"""What a body is: by its media type, or by its first bytes when that only says how it is compressed."""

from __future__ import annotations

from typing import Final

from services.ingest.formats import table
from shared.errors import BadInput, FieldError

HEAD: Final = 1024
"""Bytes that tell what a body is."""


def told_by(media_type: str, *, head: bytes, stated_format: str | None) -> str:
    """The media type of a body that was sent as `media_type` and begins with `head`.

    Raises BadInput when neither tells, or when it is in another format than was stated.
    """
    told = table.media_type_of(media_type, head=head[:HEAD])
    if told is None:
        known = ", ".join(table.NAMES)
        nl = f"Aan het begin is niet te zien wat dit is. Noem een mediatype; hier worden gelezen: {known}."
        en = f"The beginning does not tell what this is. State a media type; read here are: {known}."
        raise BadInput(nl=nl, en=en, errors=(FieldError("header", "Content-Type", "unknown-content", en, nl=nl),))
    demand_format(told, stated=stated_format)
    return told


def demand_format(media_type: str, *, stated: str | None) -> None:
    """Raise BadInput when a body of this media type is in another format than was stated."""
    if stated is None or media_type in table.COMPRESSED:
        return
    name = table.kind_of(media_type).name
    if stated != name:
        nl = f"Het mediatype {media_type} bevat hier {name}, niet {stated}."
        en = f"The media type {media_type} holds {name} here, not {stated}."
        detail = f"{media_type} is {name}"
        raise BadInput(nl=nl, en=en, errors=(FieldError("query", "format", "format-mismatch", detail, nl=detail),))
