"""What is wrong with a proposed mandate: by itself, and beside those that stand."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from psycopg.errors import ExclusionViolation
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.registry.builders import session_on
from tests.registry.mandate_house import IN_A_YEAR, House, administrator, codes, day, end, of
from tests.services import add_party


def test_everything_that_is_wrong_with_a_proposal_is_said_at_once(house: House) -> None:
    demo = add_party(house.database, name=f"Voorbeelddemo {uuid4().hex[:8]}", demo=True)
    other_provider = add_party(house.database, name=f"Dienst {uuid4().hex[:8]}", kind="service-provider")
    bodies = [house.provider, demo, other_provider, "https://nergens.example/x", house.alpha, house.alpha]

    answer = house.propose(
        *bodies, kinds=["notice", "notice"], validFrom="2020-01-01", validUntil="2020-01-01", by=administrator()
    )

    assert answer.status_code == 400
    assert codes(answer) == [
        ("/kinds/1", "named-twice"),
        ("/validFrom", "in-the-past"),
        ("/validUntil", "no-day"),
        ("/bodies/0", "own-mandatary"),
        ("/bodies/1", "demo-with-demo"),
        ("/bodies/2", "buys-nothing"),
        ("/bodies/3", "unknown-party"),
        ("/bodies/5", "named-twice"),
    ]


def test_an_unknown_kind_of_data_or_an_empty_list_is_refused(house: House) -> None:
    assert codes(house.propose(house.alpha, kinds=["gossip"]))[0][0] == "/kinds/0"
    assert house.propose(house.alpha, kinds=[]).status_code == 400
    assert house.propose().status_code == 400
    assert house.propose(house.alpha, basis="").status_code == 400


def test_a_demo_mandatary_takes_demo_bodies_only(house: House) -> None:
    demo = [add_party(house.database, name=f"Voorbeelddemo {uuid4().hex[:8]}", demo=True) for _ in range(2)]

    mixed = house.propose(house.alpha, mandatary=demo[0], by=administrator())

    assert codes(mixed) == [("/bodies/0", "demo-with-demo")]
    assert house.propose(demo[1], mandatary=demo[0], by=administrator()).status_code == 201


def test_a_party_that_ended_neither_gives_nor_gets_a_mandate(house: House) -> None:
    end(house, house.beta)
    assert codes(house.propose(house.beta)) == [("/bodies/0", "ended-party")]

    mandate = house.proposed(house.alpha)
    end(house, house.alpha)
    answer = house.act(mandate, "grants", {"bodies": [house.alpha], "basis": "brief"}, by=administrator())
    assert (answer.status_code, codes(answer)) == (409, [("/bodies/0", "ended-party")])


def test_an_overlapping_mandate_is_refused_and_every_overlap_is_named(house: House) -> None:
    standing = house.granted(house.alpha, house.beta, validUntil=IN_A_YEAR.isoformat())

    answer = house.propose(house.gamma, house.beta, house.alpha, kinds=["spend", "notice"])

    assert answer.status_code == 409
    assert codes(answer) == [("/bodies/1", "overlap"), ("/bodies/2", "overlap")]
    assert standing in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("first_day", "last_day", "status"),
    [(0, 10, 201), (0, 11, 409), (19, None, 409), (20, None, 201), (12, 15, 409), (5, 30, 409)],
)
def test_periods_meet_on_a_day_or_not(house: House, first_day: int, last_day: int | None, status: int) -> None:
    """A mandate stands from day 10 up to but not including day 20."""
    house.proposed(house.alpha, validFrom=day(10), validUntil=day(20))

    answer = house.propose(
        house.alpha, validFrom=day(first_day), validUntil=None if last_day is None else day(last_day)
    )

    assert answer.status_code == status, answer.text


def test_another_kind_another_body_or_another_mandatary_does_not_overlap(house: House) -> None:
    house.granted(house.alpha)
    other = add_party(house.database, name=f"Dienst {uuid4().hex[:8]}", kind="service-provider")

    assert house.propose(house.alpha, kinds=["spend"]).status_code == 201
    assert house.propose(house.beta).status_code == 201
    assert house.propose(house.alpha, mandatary=other, by=administrator()).status_code == 201


def test_the_database_itself_lets_no_second_right_in_for_the_same_days(house: House) -> None:
    mandate = house.granted(house.alpha)
    copied = text("""
        with other as (
            insert into registry.mandate
            select gen_random_uuid(), mandatary_id, kinds, valid, basis, proposed_by, proposed_at, 1
            from registry.mandate where id = :mandate returning id
        ), named as (
            insert into registry.mandate_body (mandate, party_id)
            select other.id, party_id from registry.mandate_body, other where mandate = :mandate returning mandate
        )
        insert into registry.mandate_right (mandate, party_id, kind, mandatary_id, valid)
        select named.mandate, party_id, kind, mandatary_id, valid from registry.mandate_right r, named
        where r.mandate = :mandate
    """)

    with pytest.raises(IntegrityError) as refused, session_on(house.database) as session:
        session.execute(copied, {"mandate": mandate})
    assert isinstance(refused.value.orig, ExclusionViolation)


def test_of_many_who_propose_the_same_at_once_one_succeeds(house: House) -> None:
    proposer = of(house.provider, "voorsteller")
    with ThreadPoolExecutor(4) as at_once:
        answers = list(at_once.map(lambda body: house.propose(body, by=proposer), [house.alpha] * 4))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
