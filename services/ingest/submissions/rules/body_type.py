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


def told_by(media_type: str, *, head: bytes, stated_format: str | None) -> str:
    """The media type of a body that was sent as `media_type` and begins with `head`.

    Raises BadInput when neither tells, or when it is in another format than was stated.
    """
    told = table.media_type_of(media_type, head=head[: table.HEAD])
    if told is None:
        fault = UNKNOWN_CONTENT.within("header", "Content-Type", known=", ".join(table.NAMES))
        raise BadInput(errors=(fault,))
    if stated_format is not None and table.kind_of(told).name != stated_format:
        raise _mismatch(told, stated_format)
    return told


def demand_format(media_type: str, *, stated: str | None) -> None:
    """Raise BadInput when no body of this media type can be in the format that is stated."""
    if stated is not None and not table.may_hold(media_type, stated):
        raise _mismatch(media_type, stated)


def _mismatch(media_type: str, stated: str) -> BadInput:
    name = table.kind_of(media_type).name
    fault = FORMAT_MISMATCH.within("query", "format", media_type=media_type, name=name, stated=stated)
    return BadInput(errors=(fault,))
