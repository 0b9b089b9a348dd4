"""Who is bound from when until when, and from when on a plan should be there: a year after signing (ORG-P01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from services.ingest.data_contracts.plans.signature import DOCUMENTS, Signature
from services.ingest.own_records.rules.facts import model_of, standing_columns
from services.ingest.own_records.rules.months import month_ends, years_later
from services.ingest.own_records.rules.versions import Ruling
from services.ingest.plans.rules.other_bodies import number_of_body
from services.ingest.register.rules import Register
from shared.procurement.own_record import OwnRecord

SIGNATURE: Final = "signature"
PLEDGE: Final = "pledge"


def unit_of(_record: OwnRecord, body: str) -> tuple[str, ...]:
    """All signatures of a body together, for it is bound once."""
    return PLEDGE, body


def compile_signatures(rulings: Sequence[Ruling], register: Register) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """Each signature of a body, and the months in which any of them stands and a plan was due."""
    rows: dict[tuple[str, date], dict[str, Any]] = {}
    for ruling in rulings:
        model = model_of(ruling, Signature)
        if model is not None:
            row = _row(model, standing_columns(ruling, register))
            rows.setdefault((model.document, model.signed_on), row)
    return {SIGNATURE: list(rows.values()), PLEDGE: [] if not rows else [_pledge(list(rows.values()))]}


def _row(model: Signature, standing: Mapping[str, Any]) -> dict[str, Any]:
    period = DOCUMENTS[model.document]
    ends_on = period.last if model.ends_on is None else min(model.ends_on, period.last)
    due_on = years_later(model.signed_on, 1)
    return {
        **standing,
        "document": model.document,
        "signed_on": model.signed_on,
        "ends_on": ends_on,
        "plan_due_on": due_on if period.asks_for_a_plan and due_on <= ends_on else None,
        "through": None if model.through is None else number_of_body(model.through),
        "source": model.source,
    }


def _pledge(signatures: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The body by its signatures that count for all, or by those held back when it has no others."""
    released = [each for each in signatures if each["released"]] or signatures
    standing: set[date] = set()
    due: set[date] = set()
    for each in released:
        ends = list(month_ends(each["signed_on"], each["ends_on"]))
        standing.update(ends)
        if each["plan_due_on"] is not None:
            due.update(day for day in ends if day > each["plan_due_on"])
    first = min(released, key=lambda each: (each["signed_on"], each["document"]))
    columns = ("lead_body", "tier", "sender_key", "released", "counted")
    return {
        **{name: first[name] for name in columns},
        "state_on": sorted(standing),
        "plan_due_on": sorted(due),
    }
