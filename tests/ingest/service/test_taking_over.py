"""Attacks over HTTP: what a body sends under another's identifiers changes nothing of the other's."""

from itertools import permutations
from typing import Any

import pytest

from tests.ingest.service.builders import (
    OIN_OF_ALPHA,
    OIN_OF_BETA,
    Sender,
    alpha,
    beta,
    harvester,
    ingest_on,
    ndjson,
    release,
    rows,
    work_off,
)

STRONG = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
STATES = "select lead_body, state, counted, key from procurement.procedure order by key"


def joint(number: int, *, lead: str, other: str, **others: object) -> dict[str, object]:
    """A release of two buyers, the first of them the lead."""
    parties = [
        {"id": f"b{place}", "name": f"Koper {place}", "identifier": {"scheme": "NL-OIN", "id": oin}, "roles": ["buyer"]}
        for place, oin in ((1, lead), (2, other))
    ]
    return {**release(number, **others), "parties": parties, "buyer": {"id": "b1", "name": "Koper 1"}}  # type: ignore[arg-type]


def cancelled(**changed: object) -> dict[str, object]:
    """The attack: another's identifiers, oneself as buyer, called off."""
    attack = release(**{"oin": OIN_OF_BETA, "tag": "tenderCancellation", **changed})  # type: ignore[arg-type]
    tender: dict[str, Any] = dict(attack["tender"])  # type: ignore[call-overload]
    return {**attack, "tender": {**tender, "status": "cancelled"}}


def with_strong(sent: dict[str, object]) -> dict[str, object]:
    tender: dict[str, Any] = dict(sent["tender"])  # type: ignore[call-overload]
    return {**sent, "tender": {**tender, "id": STRONG}}


ATTACKS = {
    "the same ocid": (release(1), cancelled(number=1, ident="x")),
    "the same ocid and release id": (release(1), cancelled(number=1, ident="000001-tender")),
    "the same procedure identifier": (with_strong(release(1)), with_strong(cancelled(number=2))),
}


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("attacker_first", [False, True])
def test_a_body_that_writes_anothers_identifier_changes_nothing_of_the_others_and_both_are_told(
    database: str, attack: str, *, attacker_first: bool
) -> None:
    true, false = ATTACKS[attack]
    ours, theirs = alpha(database), beta(database)
    with ingest_on(database) as http:
        victim, attacker = Sender(http, ours), Sender(http, theirs, client="client-2")
        sends = [(victim, true), (attacker, false)]
        for sender, sent in reversed(sends) if attacker_first else sends:
            last = sender.sent(ndjson([sent]))
            work_off(database)

        standing = {row[0]: row for row in rows(database, STATES)}
        assert set(standing) == {ours, theirs}
        assert standing[ours][1:3] == ("running", True)
        told = sender.items(f"/submissions/{last}/findings")
        assert "ING-013" in {finding["code"] for finding in told}
        for party in (ours, theirs):
            [procedure] = victim.items("/procedures", buyer=party)
            assert "CMP-012" in {finding["code"] for finding in procedure["findings"]}
        seen = victim.items("/notices")
        assert {(each["sender"], each["standing"]) for each in seen} == {(ours, "own"), (theirs, "own")}
        assert len({each["procedure"] for each in seen}) == 2
        assert [each["submission"] is None for each in seen if each["sender"] == theirs] == [True]


def test_the_victims_feed_says_that_somebody_touched_its_procedure(database: str) -> None:
    ours, theirs = alpha(database), beta(database)
    with ingest_on(database) as http:
        Sender(http, ours).sent(ndjson([release(1)]))
        work_off(database)
        [before] = rows(database, "select id, since_change from procurement.procedure")
        Sender(http, theirs, client="client-2").sent(ndjson([cancelled(number=1, ident="x")]))
        work_off(database)
    [after] = rows(database, "select id, since_change from procurement.procedure where lead_body = %s", [ours])
    assert after[0] == before[0]
    assert after[1] > before[1]


def test_what_a_co_buyer_tells_counts_as_told_until_the_lead_speaks_or_confirms(database: str) -> None:
    ours, theirs = alpha(database), beta(database)
    invented = joint(1, lead=OIN_OF_ALPHA, other=OIN_OF_BETA, title="Verzonnen")
    with ingest_on(database) as http:
        lead, teller = Sender(http, ours), Sender(http, theirs, client="client-2")
        submission = teller.sent(ndjson([invented]))
        work_off(database)

        assert "ING-012" in {finding["code"] for finding in teller.items(f"/submissions/{submission}/findings")}
        [seen] = lead.items("/notices")
        assert (seen["sender"], seen["standing"], seen["actingFor"], seen["speaks"]) == (theirs, "told", theirs, True)

        lead.sent(ndjson([release(1, ident="own")]))
        work_off(database)
        [procedure] = lead.items("/procedures", buyer=ours)
        assert procedure["title"] == "Voorbeeldopdracht"
        assert {each["standing"]: each["speaks"] for each in lead.items("/notices")} == {"own": True, "told": False}

        lead.sent(ndjson([invented]))
        work_off(database)
    assert rows(database, "select distinct standing from procurement.notice") == [("own",)]


def test_a_co_buyer_that_the_lead_names_may_add_to_the_procedure(database: str) -> None:
    ours, theirs = alpha(database), beta(database)
    with ingest_on(database) as http:
        Sender(http, ours).sent(ndjson([joint(1, lead=OIN_OF_ALPHA, other=OIN_OF_BETA, ident="a")]))
        later = joint(1, lead=OIN_OF_ALPHA, other=OIN_OF_BETA, ident="b")
        Sender(http, theirs, client="client-2").sent(ndjson([later]))
        work_off(database)
    assert len(rows(database, "select from procurement.procedure")) == 1
    assert len(rows(database, "select distinct procedure from procurement.notice")) == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_order_of_arrival_makes_no_difference_to_who_speaks(database: str, order: tuple[int, ...]) -> None:
    ours, theirs = alpha(database), beta(database)
    with ingest_on(database) as http:
        sends = [
            (Sender(http, ours), release(1, ident="a")),
            (Sender(http, theirs, client="client-2"), cancelled(number=1, ident="b")),
            (Sender(http, harvester(database), any_buyer=True, client="client-3"), release(1, ident="c")),
        ]
        for number in order:
            sender, sent = sends[number]
            sender.sent(ndjson([sent]))
            work_off(database)
    assert rows(database, "select lead_body, state from procurement.procedure order by state") == [
        (theirs, "cancelled"),
        (ours, "running"),
    ]
    homes = "select count(distinct procedure) from procurement.notice where %s = any(buyers)"
    assert rows(database, homes, [ours]) == [(1,)]
