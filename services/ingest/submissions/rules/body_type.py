"""What a body is: by its media type, or by its first bytes when that only says how it is compressed."""

from __future__ import annotations

from typing import Final

from services.ingest.formats import table
from shared.errors import BadInput
from shared.procurement.finding import Rule, Severity, Text

UNKNOWN_CONTENT: Final = Rule(
    "unknown-content",
    Severity.ERROR,
    "Aan het begin is niet te zien wat dit is.",
    "The beginning does not tell what this is.",
    Text("Noem een mediatype; hier worden gelezen: {known}.", "State a media type; read here are: {known}."),
)
FORMAT_MISMATCH: Final = Rule(
    "format-mismatch",
    Severity.ERROR,
    "Het mediatype {media_type} bevat hier {name}, niet {stated}.",
    "The media type {media_type} holds {name} here, not {stated}.",
    Text("Herstel een van beide.", "Correct one of them."),
)
EMPTY_BODY: Final = Rule(
    "empty",
    Severity.ERROR,
    "De aanvraag heeft geen inhoud.",
    "The request has no content.",
    Text("Stuur de kennisgevingen als body.", "Send the notices as its body."),
)
TRUNCATED_BODY: Final = Rule(
    "truncated",
    Severity.ERROR,
    "De aanvraag brak af voordat alles was ontvangen.",
    "The request broke off before all of it was received.",
    Text("Stuur haar opnieuw.", "Send it again."),
)
HEAD: Final = 1024
"""Bytes that tell what a body is."""


def told_by(media_type: str, *, head: bytes, stated_format: str | None) -> str:
    """The media type of a body that was sent as `media_type` and begins with `head`.

    Raises BadInput when neither tells, or when it is in another format than was stated.
    """
    told = table.media_type_of(media_type, head=head[:HEAD])
    if told is None:
        fault = UNKNOWN_CONTENT.within("header", "Content-Type", known=", ".join(table.NAMES))
        raise BadInput(errors=(fault,))
    demand_format(told, stated=stated_format)
    return told


def demand_format(media_type: str, *, stated: str | None) -> None:
    """Raise BadInput when a body of this media type is in another format than was stated."""
    if stated is None or media_type in table.COMPRESSED:
        return
    name = table.kind_of(media_type).name
    if stated != name:
        fault = FORMAT_MISMATCH.within("query", "format", media_type=media_type, name=name, stated=stated)
        raise BadInput(errors=(fault,))
