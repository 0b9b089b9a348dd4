"""What a JSON request body must be before anything reads it: UTF-8, standard JSON, bounded, storable text.

Python's reader takes more than the standard: NaN, numbers that become infinite, half surrogates, and depth until the
stack ends. Each of them would surface later as an error of ours; here they are a fault of the request, with its place.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, NoReturn

import orjson

from shared.errors import BadInput, TooLarge
from shared.http.problems.findings import MOST_FAULTS
from shared.procurement.finding import Finding, Rule, Severity, Text
from shared.shown_text import code_point, unprintable

# A text is taken in one go, also one that never ends: each byte is looked at once.
_TEXT_OR_MARK: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


INVALID_UTF_8: Final = Rule(
    "invalid-utf-8",
    Severity.ERROR,
    "Byte {number} van het bericht is geen UTF-8.",
    "Byte {number} of the body is not UTF-8.",
    Text("Stuur JSON in UTF-8.", "Send JSON in UTF-8."),
)
INVALID_JSON: Final = Rule(
    "invalid-json",
    Severity.ERROR,
    "Het bericht is geen JSON. Regel {line}, kolom {column}: {cause}.",
    "The body is no JSON. Line {line}, column {column}: {cause}.",
    Text("Herstel het op die plaats.", "Correct it at that place."),
)
NO_JSON_NUMBER: Final = Rule(
    "no-json-number",
    Severity.ERROR,
    "{name} is geen getal van JSON.",
    "{name} is no number of JSON.",
    Text("Gebruik null voor onbekend.", "Use null for unknown."),
)
NUMBER_TOO_LONG: Final = Rule(
    "number-too-long",
    Severity.ERROR,
    "Een getal in het bericht heeft te veel cijfers.",
    "A number in the body has too many digits.",
    Text("Kort het in.", "Shorten it."),
)
NUMBER_TOO_LARGE: Final = Rule(
    "number-too-large",
    Severity.ERROR,
    "Dit getal is groter dan gelezen kan worden.",
    "This number is larger than can be read.",
    Text("Laat een grens die er niet is weg.", "Leave out a limit that is none."),
)
TOO_DEEP: Final = Rule(
    "too-deep",
    Severity.ERROR,
    "Het bericht is dieper genest dan {limit} niveaus.",
    "The body is nested deeper than {limit} levels.",
    Text("Stuur alleen de velden van de API-beschrijving.", "Send the fields of the API description only."),
)
NUL_CHARACTER: Final = Rule(
    "nul-character",
    Severity.ERROR,
    "De tekst bevat een NUL-teken.",
    "The text holds a NUL character.",
    Text("Laat het weg.", "Leave it out."),
)
HALF_SURROGATE: Final = Rule(
    "half-surrogate",
    Severity.ERROR,
    "De tekst bevat een half teken (een los surrogaat).",
    "The text holds half a character (a lone surrogate).",
    Text("Schrijf beide helften, of geen.", "Write both halves, or none."),
)
UNPRINTABLE: Final = Rule(
    "unprintable-character",
    Severity.ERROR,
    "De tekst bevat een teken dat niets laat zien ({character}).",
    "The text holds a character that does not show ({character}).",
    Text("Laat het weg.", "Leave it out."),
)
_CAUSES: Final[Mapping[str, Text]] = {
    "Expecting value": Text("hier hoort een waarde", "a value is expected here"),
    "Expecting property name": Text("hier hoort een naam tussen aanhalingstekens", "a name in quotes is expected here"),
    "Expecting ':'": Text("hier hoort een dubbele punt", "a colon is expected here"),
    "Expecting ','": Text("hier hoort een komma", "a comma is expected here"),
    "Illegal trailing comma": Text("hier staat een komma te veel", "a comma is one too many here"),
    "Extra data": Text("na het einde staat nog iets", "something follows the end"),
    "Unterminated string": Text("deze tekst heeft geen einde", "this text has no end"),
    "Invalid control character": Text("dit teken hoort als \\u geschreven", "this character is to be written as \\u"),
    "Invalid \\": Text("achter deze \\ staat iets dat JSON niet kent", "JSON does not know what follows this \\"),
}
"""What Python's reader says, by how it begins."""
_OTHER_CAUSE: Final = Text("hier klopt de JSON niet", "the JSON is not right here")


@dataclass(frozen=True, slots=True)
class JsonLimits:
    """Largest body in bytes, deepest nesting, most values."""

    size: int
    depth: int
    elements: int


def check_json(body: bytes, *, limits: JsonLimits) -> None:
    """Raise BadInput when this is no JSON that we can keep, TooLarge when it holds too many values.

    An empty body passes: whether one is needed is known later.
    """
    if not body:
        return
    _demand_small(body, limits)
    try:
        content: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        content = _read_with_reasons(body)
    faults = tuple(islice(_unstorable(content, ""), MOST_FAULTS))
    if faults:
        raise BadInput(errors=faults)


def _read_with_reasons(body: bytes) -> object:
    """What a stricter reader refused, as Python reads it: raises BadInput with the place and the cause."""
    try:
        text = body.decode("utf-8-sig" if body.startswith(b"\xef\xbb\xbf") else "utf-8")
        return json.loads(text, parse_constant=_refuse_constant)
    except UnicodeDecodeError as cause:
        raise BadInput(errors=(INVALID_UTF_8.at("", number=cause.start),)) from cause
    except json.JSONDecodeError as cause:
        raise BadInput(errors=(invalid_json(cause),)) from cause
    except ValueError as cause:  # a number with more digits than Python reads
        raise BadInput(errors=(NUMBER_TOO_LONG.at(""),)) from cause


def _demand_small(body: bytes, limits: JsonLimits) -> None:
    """Depth and number of values, counted on the bytes outside texts and no further than the first one too many."""
    depth = elements = 0
    for match in _TEXT_OR_MARK.finditer(body):
        mark = match[0]
        if mark in (b"[", b"{"):
            depth += 1
            elements += 1
        elif mark in (b"]", b"}"):
            depth -= 1
        elif mark == b",":
            elements += 1
        if depth > limits.depth:
            raise BadInput(errors=(TOO_DEEP.at("", limit=limits.depth),))
        if elements > limits.elements:
            raise TooLarge(
                nl=f"Een JSON-bericht mag hier ten hoogste {limits.elements} waarden hebben.",
                en=f"A JSON body may hold at most {limits.elements} values here.",
            )


def invalid_json(error: json.JSONDecodeError) -> Finding:
    """Where a text stops being JSON and why; nothing of the text is repeated."""
    cause = next((cause for begin, cause in _CAUSES.items() if error.msg.startswith(begin)), _OTHER_CAUSE)
    return INVALID_JSON.at("", line=error.lineno, column=error.colno, cause=cause)


def _refuse_constant(name: str) -> NoReturn:
    raise BadInput(errors=(NO_JSON_NUMBER.at("", name=name),))


def _unstorable(content: object, pointer: str) -> Iterator[Finding]:
    """Every text that cannot be kept or shown as it is, and every number beyond a double."""
    if isinstance(content, str):
        if "\0" in content:
            yield NUL_CHARACTER.at(pointer)
        elif _SURROGATE.search(content):
            yield HALF_SURROGATE.at(pointer)
        elif (character := unprintable(content)) is not None:
            yield UNPRINTABLE.at(pointer, character=code_point(character))
    elif isinstance(content, float) and not math.isfinite(content):
        yield NUMBER_TOO_LARGE.at(pointer)
    elif isinstance(content, dict):
        for key in content:
            yield from _unstorable(key, pointer)
        for key, value in content.items():
            yield from _unstorable(value, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")
    elif isinstance(content, list):
        for place, value in enumerate(content):
            yield from _unstorable(value, f"{pointer}/{place}")
