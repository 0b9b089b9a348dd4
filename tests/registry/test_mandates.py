"""Mandates: proposed by one person, granted by another, withdrawn at any time."""

from uuid import uuid4

import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tests.registry.builders import bearer, registered, session_on
from tests.registry.mandate_house import House, administrator, codes, of
from tests.services import add_party


def test_a_mandate_holds_for_a_body_once_another_person_granted_it(house: House) -> None:
    mandate = house.proposed(house.alpha, house.beta)
    assert house.rights() == []

    answer = house.act(mandate, "grants", {"bodies": [house.alpha]}, by=of(house.alpha))

    assert answer.status_code == 200, answer.text
    assert answer.headers["ETag"] == '"2"'
    assert house.states(mandate) == {house.alpha: "granted", house.beta: "proposed"}
    assert house.rights() == [house.alpha]
    assert [body["holdsToday"] for body in answer.json()["bodies"]] == [True, False]


def test_an_administrator_grants_for_many_bodies_in_one_act_and_says_on_what_basis(house: House) -> None:
    mandate = house.proposed(house.alpha, house.beta, house.gamma)
    asked = {"bodies": [house.alpha, house.beta, house.gamma]}

    without = house.act(mandate, "grants", asked, by=administrator())
    assert (without.status_code, codes(without)) == (400, [("/basis", "no-basis")])
    answer = house.act(mandate, "grants", {**asked, "basis": "brieven van 3 november"}, by=administrator())

    assert answer.status_code == 200, answer.text
    assert house.rights() == sorted([house.alpha, house.beta, house.gamma])


def test_who_proposes_does_not_grant_not_even_as_administrator(house: House) -> None:
    mandate = house.proposed(house.alpha, by=administrator("een"))

    answer = house.act(mandate, "grants", {"bodies": [house.alpha], "basis": "brief"}, by=administrator("een"))

    assert (answer.status_code, codes(answer)) == (403, [("", "same-person")])
    assert house.rights() == []


def test_a_body_grants_for_itself_only(house: House) -> None:
    mandate = house.proposed(house.alpha, house.beta)

    answer = house.act(mandate, "grants", {"bodies": [house.alpha, house.beta]}, by=of(house.alpha))

    assert (answer.status_code, codes(answer)) == (403, [("/bodies/1", "not-your-body")])
    assert house.states(mandate) == {house.alpha: "proposed", house.beta: "proposed"}


def test_the_mandatary_cannot_grant_itself_anything(house: House) -> None:
    mandate = house.proposed(house.alpha)

    answer = house.act(mandate, "grants", {"bodies": [house.alpha]}, by=of(house.provider, "een-ander"))

    assert (answer.status_code, codes(answer)) == (403, [("/bodies/0", "not-your-body")])


@pytest.mark.parametrize("kind", ["service-provider", "umbrella-association", "joint-arrangement", "municipality"])
def test_any_party_can_be_mandatary(house: House, kind: str) -> None:
    mandatary = add_party(house.database, name=f"Voorbeeldpartij {kind} {uuid4().hex[:8]}", kind=kind)

    assert house.propose(house.alpha, mandatary=mandatary, by=administrator()).status_code == 201


def test_a_person_of_the_body_may_propose_for_that_body_alone(house: House) -> None:
    assert house.propose(house.alpha, by=of(house.alpha)).status_code == 201
    several = house.propose(house.beta, house.gamma, by=of(house.beta))
    other = house.propose(house.gamma, by=of(house.beta))

    for answer in (several, other):
        assert (answer.status_code, codes(answer)) == (403, [("/bodies", "not-your-body")])


def test_a_program_neither_proposes_nor_grants_nor_withdraws(house: House) -> None:
    client = registered(house.database, "registry:body", "registry:parties", client=f"c-{uuid4().hex[:8]}")
    program = bearer(house.http, client)
    mandate = house.proposed(house.alpha)

    answers = [
        house.propose(house.beta, by=program),
        house.act(mandate, "grants", {"bodies": [house.alpha], "basis": "brief"}, by=program),
        house.act(mandate, "withdrawals", {}, by=program),
    ]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert {code for answer in answers for _, code in codes(answer)} == {"person-needed"}


def test_a_mandate_stays_written(house: House) -> None:
    mandate = house.granted(house.alpha)

    for forbidden in ("delete from registry.mandate", "delete from registry.mandate_body"):
        with pytest.raises(ProgrammingError) as refused, session_on(house.database) as session:
            session.execute(text(forbidden))
        assert isinstance(refused.value.orig, InsufficientPrivilege)
    assert house.states(mandate) == {house.alpha: "granted"}


def test_the_body_withdraws_at_any_time_from_today_on(house: House) -> None:
    mandate = house.granted(house.alpha, house.beta)

    answer = house.act(mandate, "withdrawals", {"bodies": [house.alpha]}, by=of(house.alpha))

    assert answer.status_code == 200, answer.text
    assert house.states(mandate) == {house.alpha: "withdrawn", house.beta: "granted"}
    assert house.rights() == [house.beta]
    assert house.propose(house.alpha).status_code == 201  # the days are free for another mandate


def test_the_mandatary_gives_a_mandate_back_for_all_bodies_at_once(house: House) -> None:
    mandate = house.granted(house.alpha, house.beta)

    assert house.act(mandate, "withdrawals", {}, by=of(house.provider)).status_code == 200

    assert house.rights() == []
    again = house.act(mandate, "withdrawals", {}, by=of(house.provider))
    assert (again.status_code, codes(again)) == (409, [("/bodies", "withdrawn")])


def test_a_body_does_not_withdraw_for_others(house: House) -> None:
    mandate = house.granted(house.alpha, house.beta)

    answer = house.act(mandate, "withdrawals", {}, by=of(house.alpha))

    assert (answer.status_code, codes(answer)) == (403, [("/bodies/1", "not-your-body")])
    assert len(house.rights()) == 2


def test_a_proposal_can_be_turned_down(house: House) -> None:
    mandate = house.proposed(house.alpha)

    assert house.act(mandate, "withdrawals", {"bodies": [house.alpha]}, by=of(house.alpha)).status_code == 200
    answer = house.act(mandate, "grants", {"bodies": [house.alpha]}, by=of(house.alpha))

    assert (answer.status_code, codes(answer)) == (409, [("/bodies/0", "withdrawn")])


def test_what_cannot_be_granted_leaves_all_as_it_was(house: House) -> None:
    mandate = house.proposed(house.alpha, house.beta)
    house.act(mandate, "grants", {"bodies": [house.alpha], "basis": "brief"}, by=administrator())
    asked = {"bodies": [house.beta, house.alpha, house.gamma, house.beta], "basis": "brief"}

    answer = house.act(mandate, "grants", asked, by=administrator())

    assert answer.status_code == 409
    assert codes(answer) == [
        ("/bodies/2", "not-in-mandate"),
        ("/bodies/3", "named-twice"),
        ("/bodies/1", "granted-already"),
    ]
    assert house.states(mandate) == {house.alpha: "granted", house.beta: "proposed"}


def test_two_people_at_once_the_second_reads_again(house: House) -> None:
    mandate = house.proposed(house.alpha, house.beta)
    seen = house.read(mandate).headers["ETag"]

    first = house.act(mandate, "grants", {"bodies": [house.alpha]}, by=of(house.alpha), if_match=seen)
    second = house.act(mandate, "withdrawals", {"bodies": [house.beta]}, by=of(house.beta), if_match=seen)
    without = house.act(mandate, "grants", {"bodies": [house.beta]}, by=of(house.beta), if_match=None)

    assert [first.status_code, second.status_code, without.status_code] == [200, 412, 428]
    assert house.states(mandate) == {house.alpha: "granted", house.beta: "proposed"}
