"""What a data contract finds wrong with a record, as findings: each at its JSON Pointer, in the words of the field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from services.ingest.formats.own_records import rules
from shared.procurement.finding import Finding, Text
from shared.shown_text import unprintable

_DAYS: Final = frozenset({"implausible_day", "date_type", "date_parsing", "date_from_datetime_parsing",
                          "date_from_datetime_inexact"})  # fmt: skip
_CHOICES: Final = frozenset({"literal_error", "enum"})
_BOUNDS: Final = {
    "greater_than_equal": Text("ten minste {ge}", "at least {ge}"),
    "less_than_equal": Text("ten hoogste {le}", "at most {le}"),
    "greater_than": Text("meer dan {gt}", "more than {gt}"),
    "less_than": Text("minder dan {lt}", "less than {lt}"),
    "decimal_max_digits": Text("hoogstens {max_digits} cijfers", "{max_digits} digits at most"),
    "decimal_max_places": Text("hoogstens {decimal_places} decimalen", "{decimal_places} decimals at most"),
}
_NUMBERS: Final = frozenset({"decimal_type", "decimal_parsing", "int_type", "int_parsing", "int_from_float",
                             "finite_number", "decimal_whole_digits"})  # fmt: skip
_FORMS: Final = {
    "string_too_short": Text("ten minste {min_length} teken", "{min_length} character at least"),
    "string_too_long": Text("hoogstens {max_length} tekens", "{max_length} characters at most"),
    "too_long": Text("hoogstens {max_length} in de lijst", "{max_length} in the list at most"),
    "too_short": Text("ten minste {min_length} in de lijst", "{min_length} in the list at least"),
    "string_pattern_mismatch": Text("het patroon is {pattern}", "the pattern is {pattern}"),
    "string_type": Text("tekst", "text"),
    "list_type": Text("een lijst", "a list"),
    "model_type": Text("een object", "an object"),
    "bool_type": Text("true of false", "true or false"),
}
_NO_NUMBER: Final = Text("een getal", "a number")
_OTHERWISE: Final = Text("zie het schema", "see the schema")


def faults_of(error: ValidationError) -> Iterator[Finding]:
    """Each fault once, in the order of the record; a value of several forms is at fault when it has none of them."""
    seen: set[str] = set()
    for detail in error.errors(include_url=False):
        finding = _finding(detail)
        if finding.location not in seen:
            seen.add(finding.location)
            yield finding


def usable(value: Any) -> bool:  # noqa: ANN401 - any JSON
    """Whether `unusable_in` has nothing to say: a quick look, for of nearly all records it has not."""
    if isinstance(value, str):
        return value.isprintable() or unprintable(value) is None
    if isinstance(value, dict):
        return all(map(usable, value.values()))
    return all(map(usable, value)) if isinstance(value, list) else value is not None


def unusable_in(value: Any, place: str = "") -> Iterator[Finding]:  # noqa: ANN401 - any JSON
    """Each null and each text with a character that does not show, wherever it stands."""
    if value is None:
        yield rules.NULL.at(place)
    elif isinstance(value, str):
        if unprintable(value) is not None:
            yield rules.UNPRINTABLE.at(place, value)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from unusable_in(each, f"{place}/{escaped(key)}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from unusable_in(each, f"{place}/{number}")


def unknown_in(model: BaseModel, place: str = "") -> Iterator[Finding]:
    """Each property that the data contract does not know."""
    fields = type(model).model_fields
    if model.model_extra:
        known = ", ".join(field.alias or name for name, field in fields.items())
        for name in model.model_extra:
            yield rules.UNKNOWN_PROPERTY.at(f"{place}/{escaped(name)}", known=known)
    for name, value in vars(model).items():
        if isinstance(value, BaseModel | list):
            yield from _unknown_below(value, f"{place}/{fields[name].alias or name}")


def escaped(name: str) -> str:
    """A name as a part of a JSON Pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _unknown_below(value: object, place: str) -> Iterator[Finding]:
    if isinstance(value, BaseModel):
        yield from unknown_in(value, place)
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from _unknown_below(each, f"{place}/{number}")


def _finding(detail: ErrorDetails) -> Finding:
    place, kind = _pointer(detail["loc"]), detail["type"]
    value, context = _shown(detail["input"]), detail.get("ctx") or {}
    if kind == "missing":
        return rules.MISSING.at(place, name=str(detail["loc"][-1]))
    if kind in _CHOICES:
        return rules.NOT_ONE_OF.at(place, value, known=_choices(context))
    if kind in _DAYS:
        return rules.NO_DAY.at(place, value)
    if kind in _BOUNDS:
        return rules.NO_NUMBER.at(place, value, why=_filled(_BOUNDS[kind], context))
    if kind in _NUMBERS:
        return rules.NO_NUMBER.at(place, value, why=_NO_NUMBER)
    return rules.WRONG_FORM.at(place, value, why=_filled(_FORMS.get(kind, _OTHERWISE), context))


def _choices(context: Mapping[str, Any]) -> str:
    return str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")


def _filled(sentence: Text, context: Mapping[str, Any]) -> Text:
    return Text(sentence.nl.format(**context), sentence.en.format(**context))


def _pointer(place: Sequence[int | str]) -> str:
    """The place in the record; the names that pydantic gives to the forms of a value are left out."""
    return "".join(f"/{escaped(str(part))}" for part in place if not (isinstance(part, str) and part in _VARIANTS))


_VARIANTS: Final = frozenset({"[key]", "str", "Identifier", "int", "decimal"})


def _shown(value: object) -> str | None:
    return str(value) if isinstance(value, str | int | float) else None
