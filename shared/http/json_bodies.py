"""What a JSON request body must be before anything reads it: UTF-8, standard JSON, bounded depth, storable text.

Python's reader takes more than the standard: NaN, numbers that become infinite, half surrogates, and depth until the
stack ends. Each of them would surface later as an error of ours; here they are a fault of the request, with its place.
"""

import json
import math
import re
from typing import Final, NoReturn

from shared.errors import BadInput, FieldError

# A text is taken in one go, also one that never ends: each byte is looked at once.
_TEXT_OR_BRACKET: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def check_json(body: bytes, *, depth_limit: int) -> None:
    """Raise BadInput when this is no JSON that we can keep.

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
    if _depth(body) > depth_limit:
        raise _fault(
            "",
            "too-deep",
            en=f"nested deeper than {depth_limit} levels",
            nl=f"dieper genest dan {depth_limit} niveaus",
        )
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
    faults = tuple(_unstorable(content, ""))
    if faults:
        raise _refusal(faults)


def _depth(body: bytes) -> int:
    """Deepest nesting, counted on the bytes outside texts: a parser would already be in trouble."""
    deepest = depth = 0
    for match in _TEXT_OR_BRACKET.finditer(body):
        character = match[0]
        if character in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
        elif character in (b"]", b"}"):
            depth -= 1
    return deepest


def _refuse_constant(name: str) -> NoReturn:
    raise _fault("", "invalid-json", en=f"{name} is not a JSON number", nl=f"{name} is geen getal van JSON")


def _unstorable(content: object, pointer: str) -> list[FieldError]:
    """Every text with a NUL character or half a surrogate pair, and every number beyond a double."""
    if isinstance(content, str):
        if "\0" in content:
            return [FieldError("body", pointer, "nul-character", "the text holds a NUL character (\\u0000)")]
        if _SURROGATE.search(content):
            return [FieldError("body", pointer, "half-surrogate", "half of a surrogate pair stands alone")]
        return []
    if isinstance(content, float) and not math.isfinite(content):
        return [FieldError("body", pointer, "number-too-large", "the number is larger than can be read")]
    if isinstance(content, dict):
        pairs = content.items()
        faults = [fault for key in content for fault in _unstorable(key, pointer)]
        steps = ((str(key).replace("~", "~0").replace("/", "~1"), value) for key, value in pairs)
        return faults + [fault for step, value in steps for fault in _unstorable(value, f"{pointer}/{step}")]
    if isinstance(content, list):
        return [fault for place, value in enumerate(content) for fault in _unstorable(value, f"{pointer}/{place}")]
    return []


def _fault(pointer: str, code: str, *, en: str, nl: str) -> BadInput:
    return _refusal((FieldError("body", pointer, code, en, nl=nl),))


def _refusal(faults: tuple[FieldError, ...]) -> BadInput:
    return BadInput(
        nl="Het bericht is geen JSON die kan worden gelezen; zie errors voor de plaats.",
        en="The body is not JSON that can be read; see errors for the place.",
        errors=faults,
    )
