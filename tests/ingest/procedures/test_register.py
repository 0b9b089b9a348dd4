"""Which party a buyer is, by identifier or by link; and which harvested notices a body's objection takes away."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from services.ingest.procedures.rules.compile import compile_procedure
from services.ingest.procedures.rules.standing import Sent, Standing
from services.ingest.register.rules import Objection, Register
from shared.procurement.notice import Buyer, Organisation
from tests.ingest.procedures.builders import (
    BUYER,
    MUNICIPALITY,
    PROVINCE,
    REGISTER,
    SECOND_BUYER,
    call,
    kept,
    result,
)

LINKED = Register(
    REGISTER.by_identifier,
    {
        ("kvk", "99000009"): MUNICIPALITY,
        ("oin", "00000099100000009000"): PROVINCE,
        ("other", "BE 0123"): PROVINCE,
        ("name", "stichting zonder nummer"): PROVINCE,
    },
)


def organisation(name: str | None, *identifiers: tuple[str, str]) -> Organisation:
    return Organisation("ORG-0001", name, identifiers)


@pytest.mark.parametrize(
    ("named", "party"),
    [
        (organisation("x", ("kvk", "99000009")), MUNICIPALITY),
        (organisation("x", ("", "BE 0123 ")), PROVINCE),
        (organisation("x", ("vat", "BE 0123")), PROVINCE),
        (organisation("Stichting  ZONDER-nummer"), PROVINCE),
        (organisation("Stichting Zonder Nummer", ("kvk", "99000008")), None),  # a name does not speak beside a number
        (organisation("Stichting Zonder Nummer", ("kvk", "99000001")), MUNICIPALITY),
        (organisation("x", ("kvk", "99000001"), ("oin", "00000099100000009000")), MUNICIPALITY),  # identifier first
        (organisation("x", ("kvk", "99000009"), ("oin", "00000099100000009000")), None),  # two links, two parties
        (organisation(None), None),
    ],
)
def test_an_identifier_speaks_first_then_a_link(named: Organisation, party: object) -> None:
    assert LINKED.match(named) == party


def test_an_unmatched_buyer_says_by_what_it_can_be_linked_and_a_matched_one_does_not() -> None:
    unknown = Buyer(organisation("Onbekend", ("kvk", "99000008"), ("", "BE 1")))
    procedure = compile_procedure("a", kept(call(buyers=(unknown, BUYER))), register=REGISTER)
    assert procedure is not None
    assert [buyer.get("keys") for buyer in procedure.buyers] == [("kvk:99000008", "other:BE 1"), None]


@pytest.mark.parametrize(
    ("since", "until", "covered"),
    [
        (None, None, True),
        (date(2025, 3, 3), None, True),
        (date(2025, 3, 4), None, False),
        (None, date(2025, 3, 4), True),
        (None, date(2025, 3, 3), False),
    ],
)
def test_an_objection_covers_days_of_dispatch(since: date | None, until: date | None, *, covered: bool) -> None:
    register = objecting(Objection(since, until))
    procedure = compile_procedure("a", kept(call(), harvested=True), register=register)
    assert (procedure is None) is covered


def test_a_notice_without_a_day_is_covered_only_when_the_past_has_no_begin() -> None:
    assert Objection(None, date(2025, 1, 1)).covers(None)
    assert not Objection(date(2025, 1, 1), None).covers(None)


def test_what_a_body_sends_itself_always_counts() -> None:
    register = objecting(Objection(None, None))
    own = compile_procedure("a", kept(call()), register=register)
    assert own is not None
    both = compile_procedure("a", [*kept(call()), *kept(result(), harvested=True)], register=register)
    assert both == own


def test_from_the_day_of_the_objection_later_harvested_notices_no_longer_speak() -> None:
    notices = [*kept(call(), harvested=True), *kept(result(), harvested=True)]
    whole = compile_procedure("a", notices, register=REGISTER)
    from_summer = compile_procedure("a", notices, register=objecting(Objection(date(2025, 6, 1), None)))
    assert whole is not None
    assert from_summer is not None
    assert (whole.state, from_summer.state) == ("awarded", "running")
    assert from_summer == compile_procedure("a", notices[:1], register=REGISTER)


def test_an_objection_is_about_the_lead_buyer_and_nobody_else() -> None:
    joint = kept(call(buyers=(dataclasses.replace(SECOND_BUYER, lead=True), BUYER)), harvested=True)
    procedure = compile_procedure("a", joint, register=objecting(Objection(None, None)))
    assert procedure is not None
    assert procedure.dimensions.lead_body == PROVINCE.key


def test_a_notice_that_names_no_buyer_falls_under_the_objection_of_its_procedures_buyer() -> None:
    silent = result(buyers=())
    register = objecting(Objection(None, None))
    assert compile_procedure("a", kept(call(), silent, harvested=True), register=register) is None


def test_an_objection_takes_away_what_a_co_buyer_told_and_not_what_the_lead_says_itself() -> None:
    register = objecting(Objection(None, None))
    told = [dataclasses.replace(each, sent=Sent(Standing.TOLD, PROVINCE.key, PROVINCE.key)) for each in kept(call())]
    assert compile_procedure("a", told, register=REGISTER) is not None
    assert compile_procedure("a", told, register=register) is None
    assert compile_procedure("a", kept(call()), register=register) is not None


def objecting(objection: Objection) -> Register:
    """The register in which the buyer of the sample notices objects."""
    return Register(REGISTER.by_identifier, objections={MUNICIPALITY.key: [objection]})
