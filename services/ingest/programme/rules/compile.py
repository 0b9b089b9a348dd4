"""What a programme record counts for, and on which day: planned, begun, selected for a year, or assessed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from services.ingest.data_contracts.programme_record import ProgrammeRecord
from services.ingest.own_records.rules.facts import model_of, standing_columns
from services.ingest.own_records.rules.months import month_ends
from services.ingest.own_records.rules.versions import Ruling
from services.ingest.register.rules import Register
from shared.procurement.buyer_keys import key_of_number
from shared.procurement.misread import Misread
from shared.procurement.notice import Organisation
from shared.procurement.own_record import OwnRecord

FACT: Final = "programme_record"
PARTICIPATION: Final = "participation"
PHASE: Final = "chain_phase"


def unit_of(record: OwnRecord, body: str) -> tuple[str, ...]:
    """A programme record is compiled by itself; the assessments of a chain together, for each holds until the next."""
    if record.content["type"] == "chain-assessment":
        return PHASE, body, str(record.content["chain"])
    return FACT, body, record.key


def compile_programme(rulings: Sequence[Ruling], register: Register) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The rows of a unit; none of a record whose ruling versions do not even agree on its form."""
    stated = [(ruling, model) for ruling in rulings if (model := model_of(ruling, ProgrammeRecord)) is not None]
    assessed = [each for each in stated if each[1].type == "chain-assessment"]
    return {
        FACT: [
            row
            for ruling, model in stated
            if model.type not in ("participation", "chain-assessment")
            and (row := _row(model, standing_columns(ruling, register))) is not None
        ],
        PARTICIPATION: [
            _participation(model, standing_columns(ruling, register), register)
            for ruling, model in stated
            if model.type == "participation"
        ],
        PHASE: list(_phases([(model, standing_columns(ruling, register)) for ruling, model in assessed])),
    }


def _phases(assessed: Sequence[tuple[ProgrammeRecord, Mapping[str, Any]]]) -> Iterator[dict[str, Any]]:
    """Each assessment with the last days of the months in which it is the newest; two of one day that differ say
    nothing.
    """
    by_day: dict[date, list[tuple[ProgrammeRecord, Mapping[str, Any]]]] = {}
    for model, standing in assessed:
        if model.assessed_on is not None:
            by_day.setdefault(model.assessed_on, []).append((model, standing))
    for day, following in pairwise([*sorted(by_day), None]):
        if day is None:
            return
        (model, standing), *others = by_day[day]
        alike = all(other.phase == model.phase for other, _ in others)
        ends = month_ends(day, following - timedelta(days=1) if following else None)
        yield {
            **standing,
            "product_chain": model.chain,
            "assessed_on": day,
            "phase": model.phase if alike else None,
            "evidence": model.evidence if alike else None,
            "assessor": model.assessor if alike else None,
            "dissent": model.dissent if alike else None,
            "state_on": list(ends),
        }


def _participation(model: ProgrammeRecord, standing: Mapping[str, Any], register: Register) -> dict[str, Any]:
    """Who took part: the participant stands where the body of other rows does; unknown while the register is silent."""
    party, key = None, None
    try:
        scheme, value = key_of_number(model.participant or "")
    except Misread:
        pass
    else:
        key = f"{scheme}:{value}"
        party = register.match(Organisation("participant", None, ((scheme, value),)))
    return {
        **standing,
        "lead_body": None if party is None else party.key,
        "tier": None if party is None else party.tier,
        "kept_by": standing["lead_body"],
        "participant": key,
        "activity": model.activity,
        "happened_on": model.starts_on,
    }


def _row(model: ProgrammeRecord, standing: Mapping[str, Any]) -> dict[str, Any] | None:
    day = _day(model)
    if day is None:
        return None
    return {
        **standing,
        "type": model.type,
        "happened_on": day,
        "carried_out": model.done_on is not None if model.type == "activity" else None,
        "activity": model.activity,
        "target_group": model.target_group,
        "product_chain": model.chain,
        "theme": model.theme,
        "adopted": model.adopted_on is not None if model.type == "chain-plan" else None,
        "contracts_meeting": model.contracts_meeting,
        "contracts_in_chain": model.contracts_in_chain,
        "category": model.category,
        "participant": _number(model.participant),
        "strategy": model.strategy,
        "risks": model.risks,
        "procedure_key": model.procedure,
        "anchored": None if model.anchored is None else model.anchored == "yes",
        "meets_criteria": None if model.meets_criteria is None else model.meets_criteria == "yes",
        "title": model.title,
        "address": model.address,
        "adopted_on": model.adopted_on,
        "done_on": model.done_on,
        "standard": model.standard,
    }


def _day(model: ProgrammeRecord) -> date | None:
    match model.type:
        case "activity":
            return model.planned_on
        case "buyer-group":
            return model.starts_on
        case "buyer-group-use":
            return model.done_on
        case "chain-plan":
            return None if model.year is None else date(model.year, 12, 31)
        case _:
            return model.assessed_on


def _number(stated: str | None) -> str | None:
    """The number of a body as it is compared, with its scheme; None when it is none."""
    try:
        return None if stated is None else ":".join(key_of_number(stated))
    except Misread:
        return None
