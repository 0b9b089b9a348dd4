"""Whom a supplement buys for took part and does not lead (C15), as a naive count has it."""

from collections import Counter
from typing import Any

from tests.ingest.own_records.records import findings, sent
from tests.ingest.service.builders import (
    LINES,
    OIN_OF_ALPHA,
    OIN_OF_BETA,
    Sender,
    beta,
    ndjson,
    release,
    rows,
    work_off,
)
from tests.services import add_party

OIN_OF_GAMMA = "00000099100000005000"


def supplement(number: int, *bodies: object, **others: object) -> dict[str, Any]:
    """A supplement to the procedure of that number, bought for these bodies."""
    return {
        "format": "ppds-supplement",
        "buyer": OIN_OF_ALPHA,
        "senderKey": f"AANV-{number}",
        "procurement": {"ocid": f"ocds-voorbeeld-{number:06}"},
        "lots": [{"lotId": "LOT-0001", "themes": {"climate": "yes"}}],
        "release": "now",
        "onBehalfOf": list(bodies),
        **others,
    }


def took_part(sender: Sender, party: str) -> list[str]:
    return sorted(each["ocid"] for each in sender.items("/procedures", buyer=party))


def test_what_is_bought_for_others_is_theirs_to_see_and_led_by_its_buyer_as_a_naive_count_has_it(
    database: str, sender: Sender
) -> None:
    parties = {
        OIN_OF_ALPHA: sender.get("/me").json()["party"]["key"],
        OIN_OF_BETA: beta(database),
        OIN_OF_GAMMA: add_party(database, name="Voorbeeldgemeente Gamma", oin=OIN_OF_GAMMA),
    }
    bought_for: dict[int, list[str]] = {1: [OIN_OF_BETA], 2: [OIN_OF_BETA, OIN_OF_GAMMA], 3: [], 4: [OIN_OF_ALPHA]}
    sender.sent(ndjson([release(number) for number in bought_for]), LINES)
    sent(sender, *(supplement(number, *bodies) for number, bodies in bought_for.items()))
    work_off(database)
    naive = {
        oin: sorted(f"ocds-voorbeeld-{number:06}" for number, bodies in bought_for.items() if oin in bodies)
        for oin in parties
    }
    naive[OIN_OF_ALPHA] = [f"ocds-voorbeeld-{number:06}" for number in bought_for]  # it leads them all
    assert {oin: took_part(sender, party) for oin, party in parties.items()} == naive
    led = Counter(body for (body,) in rows(database, "select lead_body from procurement.fact_procedure"))
    assert led == {parties[OIN_OF_ALPHA]: len(bought_for)}
    shown = next(each for each in sender.items("/procedures") if each["ocid"] == "ocds-voorbeeld-000002")
    assert not shown["joint"]
    assert [(each["identifier"], each["lead"], each["onBehalf"]) for each in shown["buyers"]] == [
        (OIN_OF_ALPHA, True, False),
        (OIN_OF_BETA, False, True),
        (OIN_OF_GAMMA, False, True),
    ]


def test_a_correction_and_a_withdrawal_take_it_away(database: str, sender: Sender) -> None:
    party = beta(database)
    sender.sent(ndjson([release(1)]), LINES)
    sent(sender, supplement(1, OIN_OF_BETA))
    work_off(database)
    assert len(took_part(sender, party)) == 1
    sent(sender, supplement(1, {"scheme": "NL-OIN", "id": OIN_OF_BETA}, senderVersion=2))
    work_off(database)
    assert len(took_part(sender, party)) == 1
    sent(sender, supplement(1, senderVersion=3))
    work_off(database)
    assert took_part(sender, party) == []
    sent(sender, supplement(1, OIN_OF_BETA, senderVersion=4))
    sent(sender, supplement(1, OIN_OF_BETA, senderVersion=5, state="withdrawn", reason="Vergissing"))
    work_off(database)
    assert took_part(sender, party) == []


def test_a_number_that_is_none_is_named_at_its_place(database: str, sender: Sender) -> None:
    sender.sent(ndjson([release(1)]), LINES)
    submission = sent(sender, supplement(1, OIN_OF_BETA, "12"))
    work_off(database)
    assert ("REC-017", "line 1/onBehalfOf/1") in findings(sender, submission)
