"""Amendments of the contracts of a release (BT-200 to BT-202 in the profile for eForms)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from services.ingest.formats.ocds.values import Node, Reading, code, day, objects, text
from shared.procurement.contract import Modification


def read_amendments(release: Node, reading: Reading) -> Iterator[Modification]:
    """Read what changed in the contracts of a release.

    The profile writes one change as up to three amendments, each with a field of it: those are one again.
    """
    for place, contract in objects(release, "contracts", "", reading):
        if "amendments" not in contract:
            continue
        contract_id = code(contract, "id", place, reading)
        waiting: Modification | None = None
        for at, node in objects(contract, "amendments", place, reading):
            stated = replace(_amendment(node, at, reading), contract_id=contract_id)
            together = None if waiting is None else _together(waiting, stated)
            if waiting is not None and together is None:
                yield waiting
            waiting = together or stated
        if waiting is not None:
            yield waiting


def number_of(contract: Node, place: str, reading: Reading) -> str | None:
    """The number that the buyer gave a contract (BT-150)."""
    if "identifiers" not in contract:
        return None
    numbers = (code(each, "id", at, reading) for at, each in objects(contract, "identifiers", place, reading))
    return next((number for number in numbers if number is not None), None)


def _amendment(node: Node, place: str, reading: Reading) -> Modification:
    reasons = objects(node, "rationaleClassifications", place, reading) if "rationaleClassifications" in node else []
    return Modification(
        reason=next((code(each, "id", at, reading) for at, each in reasons), None),
        rationale=text(node, "rationale", place, reading),
        description=text(node, "description", place, reading),
        changed_on=day(node, "date", place, reading),
    )


def _together(first: Modification, second: Modification) -> Modification | None:
    """Both as one; None when they have a day, or say two things."""
    if first.changed_on is not None or second.changed_on is not None:
        return None
    said: dict[str, Any] = {}
    for name in (each.name for each in fields(first) if each.name != "contract_id"):
        one, other = getattr(first, name), getattr(second, name)
        if one is not None and other is not None:
            return None
        said[name] = other if one is None else one
    return replace(first, **said)
