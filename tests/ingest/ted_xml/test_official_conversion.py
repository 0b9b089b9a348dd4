"""The Publications Office's own conversion to eForms, read by the eForms door, gives the same procedure as ours.

Where they differ a named rule says why, for one notice and one fact; a rule that explains nothing any more fails.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from services.ingest.formats import body, table
from services.ingest.formats.source_format import START, RawRecord
from shared.procurement.erased import NOBODY
from shared.procurement.money import Money
from shared.procurement.notice import Notice
from tests.ingest.ted_xml.builders import LIMITS, notice_of, real

Facts = Mapping[str, object]


def amount(money: Money | None) -> str | None:
    return None if money is None else f"{money.value.normalize():f} {money.currency}"


def names(notice: Notice, refs: tuple[str, ...]) -> frozenset[str | None]:
    known = {each.ref: each.name for each in notice.organisations}
    return frozenset(known.get(ref) for ref in refs)


def facts(notice: Notice) -> Facts:
    """What both doors must say the same: buyer, lots, CPV, days, winners, tenders received and values."""
    days = {
        tender_id: each.awarded_on or each.concluded_on for each in notice.contracts for tender_id in each.tender_ids
    }
    return {
        "buyers": sorted(each.organisation.name or "" for each in notice.buyers),
        "buyer countries": sorted(each.organisation.country or "" for each in notice.buyers),
        "number": notice.publication_number,
        "previous": {each.lstrip("0") for each in notice.previous},
        "own number": notice.own_number,
        "dispatched": notice.dispatched_on,
        "stage": notice.stage,
        "subtype": notice.subtype,
        "procedure": notice.procedure_type,
        "law": notice.legal_basis,
        "language": notice.language,
        "cpv": notice.cpv,
        "estimate": amount(notice.estimated_value),
        "total": amount(notice.total_value),
        "framework maximum": amount(notice.framework_maximum),
        "lots": {each.lot_id for each in notice.lots},
        "lot cpv": {each.lot_id: (each.cpv, each.cpv_additional) for each in notice.lots},
        "lot days": {each.lot_id: (each.starts_on, each.ends_on, each.duration_months) for each in notice.lots},
        "lot values": {each.lot_id: amount(each.estimated_value) for each in notice.lots},
        "frameworks": {each.lot_id: (each.framework, each.dps) for each in notice.lots},
        "outcomes": {(each.lot_id, each.status) for each in notice.results},
        "reasons": {(each.lot_id, each.reason) for each in notice.results},
        "received": {(each.lot_id, count.kind, count.number) for each in notice.results for count in each.submissions},
        "ranges": {(each.lot_id, *map(amount, each.tender_range)) for each in notice.results},
        "winners": {(each.lot_id, names(notice, each.tenderers)) for each in notice.tenders},
        "values": {(each.lot_id, names(notice, each.tenderers), amount(each.value)) for each in notice.tenders},
        "award days": {
            (each.lot_id, names(notice, each.tenderers), days.get(each.tender_id)) for each in notice.tenders
        },
    }


BY_LOT: Final = ("outcomes", "reasons", "received", "ranges", "winners", "values", "award days")


def renamed(theirs: Facts, lots: Callable[[str], Sequence[str]]) -> Facts:
    """The same facts with other names for lots: none, one or several for each."""
    said = {
        fact: {(lot, *rest) for stated, *rest in theirs[fact] for lot in lots(stated)}  # type: ignore[attr-defined]
        for fact in BY_LOT
    }
    return {**theirs, **said}


def one_lot(theirs: Facts) -> Facts:
    """A notice that is not divided into lots awards the whole, whatever number stands with the award.

    The conversion refers to a lot of that number, which its notice does not have.
    """
    return renamed(theirs, lambda _: ["LOT-0000"])


def lots_in_a_row(theirs: Facts) -> Facts:
    """Lot numbers in a row (`45.47.48`) are those lots; an award without a number is for no lot that can be told.

    The conversion keeps the row as the name of one lot of tenders, and calls a missing number MISSING.
    """
    return renamed(
        theirs,
        lambda stated: [""] if stated == "MISSING" else [f"LOT-{int(each):04}" for each in NUMBER.findall(stated)],
    )


NUMBER: Final = re.compile(r"\d+")
EXPLAINED: Final[Mapping[str, Callable[[Facts], Facts]]] = {
    "19-271873": lots_in_a_row,
    "19-318420": one_lot,
    "21-010961": one_lot,
}
NOT_CONVERTED: Final = {"23-119901": "a corrigendum (F14): the conversion is an empty file"}


def by_eforms(path: Path) -> Notice | None:
    raw = RawRecord(1, "/", START, path.read_bytes(), format=table.format_named("eforms"))
    return body.read(raw, limits=LIMITS, erased=NOBODY).notice


@pytest.fixture(scope="module")
def read_twice() -> Mapping[str, tuple[Facts, Facts | None]]:
    """For each notice that has a conversion: what our door says, and what the eForms door says of the conversion."""
    doors: dict[str, tuple[Facts, Facts | None]] = {}
    for path in real("official-eforms"):
        ours = facts(notice_of((path.parents[1] / "notices" / path.name).read_bytes()))
        converted = by_eforms(path)
        doors[path.stem] = (ours, None if converted is None else facts(converted))
    return doors


def test_both_doors_say_the_same_or_a_named_rule_says_why(
    read_twice: Mapping[str, tuple[Facts, Facts | None]],
) -> None:
    differing: dict[str, list[str]] = {}
    for name, (ours, theirs) in read_twice.items():
        if theirs is None:
            continue
        meant = EXPLAINED[name](theirs) if name in EXPLAINED else theirs
        differing[name] = [fact for fact in ours if ours[fact] != meant[fact]]
    assert (len(differing), {name: each for name, each in differing.items() if each}) == (38, {})


def test_each_rule_still_explains_a_difference(read_twice: Mapping[str, tuple[Facts, Facts | None]]) -> None:
    assert [name for name in EXPLAINED if read_twice[name][0] == read_twice[name][1]] == []
    assert {name for name, (_, theirs) in read_twice.items() if theirs is None} == set(NOT_CONVERTED)
