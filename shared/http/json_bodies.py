"""What a JSON request body must be before anything reads it: UTF-8, standard JSON, bounded, storable text.

Python's reader takes more than the standard: NaN, numbers that become infinite, half surrogates, and depth until the
stack ends. Each of them would surface later as an error of ours; here they are a fault of the request, with its place.
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, NoReturn

from shared.errors import BadInput, FieldError, TooLarge

_MOST_FAULTS: Final = 100
# A text is taken in one go, also one that never ends: each byte is looked at once.
_TEXT_OR_MARK: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


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
    try:
        text = body.decode("utf-8-sig" if body.startswith(b"\xef\xbb\xbf") else "utf-8")
    except UnicodeDecodeError as cause:
        raise _fault(
            "", "invalid-utf-8", en=f"byte {cause.start} is not UTF-8", nl=f"byte {cause.start} is geen UTF-8"
        ) from cause
    _demand_small(body, limits)
    try:
        content: object = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as cause:
        en = f"line {cause.lineno}, column {cause.colno}: {cause.msg}"
        nl = f"regel {cause.lineno}, kolom {cause.colno}: hier klopt de JSON niet ({cause.msg})"
        raise _fault("", "invalid-json", en=en, nl=nl) from cause
    except ValueError as cause:  # a number with more digits than Python reads
        raise _fault(
            "", "number-too-long", en="a number has too many digits", nl="een getal heeft te veel cijfers"
        ) from cause
    faults = tuple(islice(_unstorable(content, ""), _MOST_FAULTS))
    if faults:
        raise _refusal(faults)


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
            raise _fault(
                "",
                "too-deep",
                en=f"nested deeper than {limits.depth} levels",
                nl=f"dieper genest dan {limits.depth} niveaus",
            )
        if elements > limits.elements:
            raise TooLarge(
                nl=f"Een JSON-bericht mag hier ten hoogste {limits.elements} waarden hebben.",
                en=f"A JSON body may hold at most {limits.elements} values here.",
            )


def _refuse_constant(name: str) -> NoReturn:
    raise _fault("", "invalid-json", en=f"{name} is not a JSON number", nl=f"{name} is geen getal van JSON")


def _unstorable(content: object, pointer: str) -> Iterator[FieldError]:
    """Every text with a NUL character or half a surrogate pair, and every number beyond a double."""
    if isinstance(content, str):
        if "\0" in content:
            yield FieldError("body", pointer, "nul-character", "the text holds a NUL character (\\u0000)")
        elif _SURROGATE.search(content):
            yield FieldError("body", pointer, "half-surrogate", "half of a surrogate pair stands alone")
    elif isinstance(content, float) and not math.isfinite(content):
        yield FieldError("body", pointer, "number-too-large", "the number is larger than can be read")
    elif isinstance(content, dict):
        for key in content:
            yield from _unstorable(key, pointer)
        for key, value in content.items():
            yield from _unstorable(value, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")
    elif isinstance(content, list):
        for place, value in enumerate(content):
            yield from _unstorable(value, f"{pointer}/{place}")


def _fault(pointer: str, code: str, *, en: str, nl: str) -> BadInput:
    return _refusal((FieldError("body", pointer, code, en, nl=nl),))


def _refusal(faults: tuple[FieldError, ...]) -> BadInput:
    return BadInput(
        nl="Het bericht is geen JSON die kan worden gelezen; zie errors voor de plaats.",
        en="The body is not JSON that can be read; see errors for the place.",
        errors=faults,
    )
