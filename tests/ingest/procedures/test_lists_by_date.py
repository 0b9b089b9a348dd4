"""Two versions of a reference list: which of them reads what follows the day that the counting rules name."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from services.ingest.procedures.rules.compile import compile_procedure
from services.ingest.register.rules import Register
from shared.procurement.notice import Contract, Notice
from shared.procurement.procedure import CompiledProcedure
from shared.procurement.themes import ThemeState
from shared.reference.lists import columns_of, rows
from shared.reference.product_chains import MAPPING_COLUMNS
from shared.reference.published import READ_LISTS, PublishedVersion, ReferenceLists
from shared.reference.text_signals import SIGNAL_COLUMNS
from shared.reference.theme_codes import CODE_COLUMNS
from shared.reference.thresholds import AMOUNT_COLUMNS
from tests.ingest.procedures.builders import REGISTER, call, codes, euro, kept, lot, result, texts

TURN = date(2025, 6, 1)
BEFORE, AFTER = date(2025, 5, 31), TURN


def register(*published: PublishedVersion) -> Register:
    return dataclasses.replace(REGISTER, lists=ReferenceLists(published))


def two_versions(name: str, columns: Sequence[str], old: Sequence[str], new: Sequence[str]) -> Register:
    """A register in which a list of one row turns to another one."""
    return register(
        PublishedVersion(name, "1", date(2024, 1, 1), [dict(zip(columns, old, strict=True))]),
        PublishedVersion(name, "2", TURN, [dict(zip(columns, new, strict=True))]),
    )


MAPPINGS = two_versions("cpv-chains", MAPPING_COLUMNS, ("9091", "schoonmaak", "A", ""), ("9091", "catering", "A", ""))


def compiled(*notices: Notice, register: Register) -> CompiledProcedure:
    procedure = compile_procedure("k", kept(*notices), register=register)
    assert procedure is not None
    return procedure


def awarded(day: date | None, *, dispatched: date | None = date(2025, 7, 1)) -> Notice:
    return result(contracts=(Contract("CON-0001", ("TEN-0001",), awarded_on=day),), dispatched_on=dispatched)


def chain(procedure: CompiledProcedure) -> str | None:
    return procedure.lots[0].dimensions.product_chain


@pytest.mark.parametrize(("day", "expected"), [(BEFORE, "schoonmaak"), (AFTER, "catering")])
def test_the_product_chain_follows_the_list_of_the_day_of_award(day: date, expected: str) -> None:
    procedure = compiled(call(dispatched_on=date(2025, 1, 5)), awarded(day), register=MAPPINGS)

    assert chain(procedure) == expected
    assert procedure.dimensions.product_chain == expected


def test_an_award_without_a_day_follows_the_list_of_the_notice_that_names_the_winner() -> None:
    launched = call(dispatched_on=date(2025, 1, 5))

    assert chain(compiled(launched, awarded(None, dispatched=BEFORE), register=MAPPINGS)) == "schoonmaak"
    assert chain(compiled(launched, awarded(None, dispatched=AFTER), register=MAPPINGS)) == "catering"


@pytest.mark.parametrize(("day", "expected"), [(BEFORE, "schoonmaak"), (AFTER, "catering")])
def test_what_is_not_awarded_follows_the_list_of_the_launch(day: date, expected: str) -> None:
    assert chain(compiled(call(dispatched_on=day), register=MAPPINGS)) == expected


def test_what_has_no_day_at_all_follows_the_newest_list() -> None:
    assert chain(compiled(call(dispatched_on=None), register=MAPPINGS)) == "catering"


def test_a_day_before_the_first_version_follows_the_first() -> None:
    assert chain(compiled(call(dispatched_on=date(2019, 1, 1)), register=MAPPINGS)) == "schoonmaak"


def test_lots_of_one_procedure_follow_the_list_of_their_own_award() -> None:
    both = result()
    lots = (lot("LOT-0001"), lot("LOT-0002"))
    second = dataclasses.replace(both.results[0], result_id="RES-0002", lot_id="LOT-0002", tender_ids=("TEN-0002",))
    tender = dataclasses.replace(both.tenders[0], tender_id="TEN-0002", lot_id="LOT-0002")
    notice = dataclasses.replace(
        both,
        lots=lots,
        results=(both.results[0], dataclasses.replace(second, contract_ids=("CON-0002",))),
        tenders=(*both.tenders, tender),
        contracts=(
            Contract("CON-0001", ("TEN-0001",), awarded_on=BEFORE),
            Contract("CON-0002", ("TEN-0002",), awarded_on=AFTER),
        ),
    )
    procedure = compiled(call(lots=lots, dispatched_on=date(2025, 1, 5)), notice, register=MAPPINGS)

    chains = {compiled_lot.lot_id: compiled_lot.dimensions.product_chain for compiled_lot in procedure.lots}
    assert chains == {"LOT-0001": "schoonmaak", "LOT-0002": "catering"}
    assert procedure.dimensions.product_chain == "schoonmaak"  # the first award places the procedure


def test_of_a_chain_unknown_to_the_list_of_chains_of_that_day_nothing_follows() -> None:
    lists = register(_mapping("1", date(2024, 1, 1), "uitgevonden"))
    found = compiled(call(), register=lists).lots[0].dimensions

    assert (found.product_chain, found.chain_quality) == ("uitgevonden", "A")
    assert (found.cluster, found.in_criteria_tool, found.relevant_themes) == (None, None, None)


def test_each_notice_speaks_by_the_codes_of_its_own_day() -> None:
    lists = two_versions(
        "theme-codes",
        CODE_COLUMNS,
        ("BT-774", "water-mar", "yes", "pollution-biodiversity", "", "true", ""),
        ("BT-774", "water-mar", "yes", "circular", "", "true", ""),
    )
    spoken = codes(("BT-774", "water-mar"))
    early, late = call(lots=(lot(codes=spoken),), dispatched_on=BEFORE), result(lots=(lot(codes=spoken),))

    themes = compiled(early, late, register=lists).lots[0].themes
    assert {theme for theme, state in themes.items() if state is ThemeState.YES} == {
        "pollution-biodiversity",
        "circular",
    }


def test_a_text_is_read_by_the_wordings_of_the_day_of_its_notice() -> None:
    lists = two_versions(
        "text-signals", SIGNAL_COLUMNS, ("climate", "nl", "klimaatneutraal"), ("circular", "nl", "klimaatneutraal")
    )

    def signals(day: date) -> tuple[str, ...]:
        notice = call(lots=(lot(texts=texts("Klimaatneutraal werken")),), dispatched_on=day)
        return compiled(notice, register=lists).lots[0].signals_in_text

    assert signals(BEFORE) == ("climate",)
    assert signals(AFTER) == ("circular",)


def test_the_threshold_follows_the_list_of_the_launch_whatever_the_day_of_award() -> None:
    shared = ("classic", "sub-central", "supplies-services")
    lists = two_versions(
        "eu-thresholds",
        AMOUNT_COLUMNS,
        ("2024-01-01", "2027-12-31", *shared, "100000", "true", ""),
        ("2024-01-01", "2027-12-31", *shared, "300000", "true", ""),
    )

    def above(day: date) -> str:
        notice = call(dispatched_on=day, estimated_value=euro(200_000))
        return compiled(notice, awarded(date(2025, 7, 1)), register=lists).dimensions.above_threshold

    assert above(BEFORE) == "above"
    assert above(AFTER) == "below"


def test_a_list_that_says_the_same_gives_the_same_procedure() -> None:
    again = ReferenceLists(
        [
            PublishedVersion(name, version, since, rows)
            for name, rows in _of_the_files().items()
            for version, since in (("1", date(2024, 1, 1)), ("2", TURN))
        ]
    )
    notices = (call(lots=(lot(codes=codes(("BT-774", "clim-mitig")), texts=texts("Social return")),)), result())

    assert compiled(*notices, register=dataclasses.replace(REGISTER, lists=again)) == compiled(
        *notices, register=REGISTER
    )


def _mapping(version: str, since: date, name: str) -> PublishedVersion:
    row = dict(zip(MAPPING_COLUMNS, ("9091", name, "A", ""), strict=True))
    return PublishedVersion("cpv-chains", version, since, [row])


def _of_the_files() -> Mapping[str, Sequence[Mapping[str, str]]]:
    return {name: rows(name, columns_of(name)) for name in READ_LISTS}
