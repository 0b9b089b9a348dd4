"""From a form that was posted to the request it asks for: pure, and it says at which field what is wrong."""

from collections.abc import Mapping, Sequence

import orjson

from dashboard.page.language import sentence
from dashboard.registers.register import Act, Field


class Unfit(Exception):
    """Fields that cannot be sent as they are: the place of each, and a Dutch sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = dict(faults)


def request_of(act: Act, form: Mapping[str, str]) -> dict[str, object]:
    """The body of the request, nested as the places say; raises Unfit."""
    faults: dict[str, str] = {}
    body: dict[str, object] = {}
    for place, value in act.fixed.items():
        put(body, place.split("."), value)
    for field in act.fields:
        if field.place in {*act.query, act.document} or f"{{{field.place}}}" in act.path:
            continue
        try:
            value = _value(field, form.get(field.place, "").strip())
        except ValueError as error:
            faults[field.place] = str(error)
            continue
        if value is not None:
            put(body, field.place.split("."), value)
    if faults:
        raise Unfit(faults)
    return {name: _whole(each) for name, each in body.items()}


def query_of(act: Act, form: Mapping[str, str]) -> dict[str, str]:
    """The members that go into the address instead."""
    return {name: form[name].strip() for name in act.query if form.get(name, "").strip()}


def put(body: dict[str, object], steps: Sequence[str], value: object) -> None:
    """Put a value at a place; numbers in a place are positions in a list."""
    at = body
    for step in steps[:-1]:
        inner = at.setdefault(step, {})
        if not isinstance(inner, dict):
            message = f"{step} is a value and holds others too"
            raise TypeError(message)
        at = inner
    at[steps[-1]] = value


def _whole(value: object) -> object:
    """The same with positions as lists; positions that were left out close up."""
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_whole(value[name]) for name in sorted(value, key=int)]
    return {name: _whole(each) for name, each in value.items()}


def _value(field: Field, stated: str) -> object:
    if not stated:
        if field.required and field.kind != "yes":
            raise ValueError(sentence("Vul dit in."))
        return False if field.kind == "yes" and field.required else None
    if field.kind in {"lines", "parties"}:
        return [line.strip() for line in stated.splitlines() if line.strip()]
    if field.kind == "number":
        return _number(stated)
    if field.kind == "yes":
        return True
    if field.kind in {"document", "keys"}:
        try:
            read = orjson.loads(stated)
        except ValueError as error:
            raise ValueError(sentence("Dit is geen JSON.")) from error
        # A request of `ppds client create` holds the keys under `jwks`; the keys alone do as well.
        return read["jwks"] if field.kind == "keys" and isinstance(read, dict) and "jwks" in read else read
    if field.kind == "choice" and stated not in field.choices:
        raise ValueError(sentence("Kies een van de mogelijkheden."))
    return stated


def _number(stated: str) -> int | float:
    plain = stated.replace(" ", "").replace(",", ".")
    try:
        return int(plain) if plain.lstrip("-").isdigit() else float(plain)
    except ValueError as error:
        raise ValueError(sentence("Dit is geen getal.")) from error
