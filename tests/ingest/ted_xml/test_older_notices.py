"""Notices of R2.0.8, with values worked out by hand from their XML."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from shared.procurement.money import Money
from shared.procurement.notice import Stage
from tests.ingest.ted_xml.builders import notice_of, real


@dataclass(frozen=True)
class Stated:
    """What the XML of a notice says; `awards` are lot, winner, tenders received and value."""

    buyer: tuple[str, str]
    stage: Stage
    procedure: str
    own_number: str | None
    previous: tuple[str, ...]
    dispatched_on: date
    decided_on: date
    cpv: str
    total: Money | None
    awards: tuple[tuple[str, str, int, Money | None], ...]


def euro(value: str) -> Money:
    return Money(Decimal(value), "EUR")


BY_HAND: Final = {
    "1503-2016": Stated(
        ("Kungliga Tekniska Högskolan", "SWE"),
        Stage.RESULT,
        "open",
        "V-2015-0471",
        ("356419-2015",),
        date(2016, 1, 4),
        date(2015, 12, 8),
        "38000000",
        None,
        (("LOT-0000", "BLueFors Cryogenics Oy", 3, None),),
    ),
    "178654-2017": Stated(
        ("Technische Universität Braunschweig", "DEU"),
        Stage.RESULT,
        "open",
        "22.3.-0242/138-16",
        (),
        date(2017, 5, 8),
        date(2017, 4, 25),
        "38000000",
        euro("573509.20"),
        (
            ("LOT-0001", "Coherent GmbH", 2, euro("374900")),
            ("LOT-0002", "Hamamatsu GmbH", 3, euro("159900")),
            ("LOT-0003", "Oxford Instruments GmbH", 10, euro("21209.20")),
            ("LOT-0004", "Pfeiffer Vacuum GmbH", 3, euro("4884")),
            ("LOT-0005", "Physik Instruments GmbH & Co. KG", 3, euro("12526")),
        ),
    ),
    "220974-2016": Stated(
        ("Universiteit Leiden", "NLD"),
        Stage.DIRECT_AWARD,
        "neg-wo-call",
        None,
        (),
        date(2016, 6, 24),
        date(2016, 6, 23),
        "38000000",
        euro("280000"),
        (("LOT-0000", "Leiden Cryogenics BV", 1, euro("280000")),),
    ),
    "456124-2017": Stated(
        ("Deutsches Elektronen- Synchrotron DESY in der Helmholtz Gemeinschaft", "DEU"),
        Stage.RESULT,
        "neg-wo-call",
        "EV013-17",
        ("146096-2017",),
        date(2017, 11, 10),
        date(2017, 10, 18),
        "38000000",
        None,
        (("LOT-0000", "BlueFors Cryogenics Oy Ltd", 3, None),),
    ),
    "75906-2016": Stated(
        ("Deutsche Forschungsgemeinschaft e. V., Zentrale Beschaffungsstelle", "DEU"),
        Stage.RESULT,
        "neg-w-call",
        "EN 299/8-1 (A 706)",
        ("260919-2015",),
        date(2016, 3, 1),
        date(2015, 11, 18),
        "42000000",
        None,
        (("LOT-0000", "BlueFors", 3, None),),
    ),
    "85146-2017": Stated(
        ("UK Shared Business Services Ltd", "GBR"),
        Stage.RESULT,
        "open",
        "PR16079",
        (),
        date(2017, 3, 3),
        date(2016, 12, 16),
        "38000000",
        Money(Decimal(612920), "GBP"),
        (("LOT-0000", "Oxford Instruments Nanotechnology Tools Ltd", 2, Money(Decimal(612920), "GBP")),),
    ),
}


def test_these_are_all_the_notices_of_that_release() -> None:
    older = {path.stem for path in real("notices") if b"_2014" not in path.read_bytes()}
    assert older == set(BY_HAND)


@pytest.mark.parametrize("name", BY_HAND)
def test_a_notice_says_what_its_xml_says(name: str) -> None:
    notice = notice_of(next(path for path in real("notices") if path.stem == name).read_bytes())
    [buyer] = notice.buyers
    names = {each.ref: each.name for each in notice.organisations}
    received = {
        tender_id: count.number
        for result in notice.results
        for count in result.submissions
        for tender_id in result.tender_ids
        if count.kind == "tenders"
    }
    assert {each.awarded_on for each in notice.contracts} == {BY_HAND[name].decided_on}
    assert BY_HAND[name] == Stated(
        (buyer.organisation.name or "", buyer.organisation.country or ""),
        notice.stage,
        notice.procedure_type or "",
        notice.own_number,
        notice.previous,
        notice.dispatched_on or date.min,
        BY_HAND[name].decided_on,
        notice.cpv or "",
        notice.total_value,
        tuple(
            (each.lot_id, names[each.tenderers[0]] or "", received[each.tender_id] or 0, each.value)
            for each in notice.tenders
        ),
    )
