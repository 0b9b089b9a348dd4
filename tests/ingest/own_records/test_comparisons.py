"""Notices compared with what a body registered: each procurement once, with where it stands and why."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.ingest.own_records.records import registration, sent
from tests.ingest.service.builders import LINES, OIN_OF_BETA, Sender, beta, ndjson, release, work_off

YEAR = {"awardedFrom": "2026-01-01", "awardedUntil": "2026-12-31"}


def awarded(number: int, on: str, *, own: str | None = None, **others: Any) -> dict[str, Any]:  # noqa: ANN401
    """A procedure that was awarded on a day, under the body's own number."""
    stated = release(number, tag="award", **others)
    stated["date"] = f"{on}T10:00:00Z"
    stated["awards"] = [
        {
            "id": "A1",
            "status": "active",
            "date": f"{on}T09:00:00Z",
            "relatedLots": ["LOT-0001"],
            "suppliers": [{"id": "s1", "name": "Verzinsel"}],
        }
    ]
    tender: dict[str, Any] = stated["tender"]  # type: ignore[assignment]
    if own is not None:
        tender["identifiers"] = [{"id": own, "scheme": "internal"}]
    return stated


def compared(sender: Sender, **query: object) -> list[tuple[str, str, str, list[str]]]:
    return [
        (each["on"], each["standsIn"], each["reason"], each["registrations"])
        for each in sender.items("/registration-comparisons", **{**YEAR, **query})
    ]


def counts(sender: Sender) -> dict[str, int]:
    answer = sender.get("/registration-comparisons", **YEAR, limit=1)
    assert answer.status_code == 200, answer.text
    shown: dict[str, int] = answer.json()["counts"]
    return shown


def supplement(number: str, key: str) -> dict[str, Any]:
    return {
        "format": "ppds-supplement",
        "senderKey": key,
        "procurement": {"procedureId": number},
        "lots": [{"lotId": "LOT-0001", "themes": {"climate": "yes"}}],
    }


def test_each_procurement_stands_once_with_the_reason(database: str, sender: Sender) -> None:
    releases = [
        awarded(1, "2026-03-01", own="INK-1"),
        awarded(2, "2026-03-02", own="INK-2"),
        awarded(3, "2025-12-31", own="INK-3"),
        {**release(4), "tender": {**release(4)["tender"], "identifiers": [{"id": "INK-4", "scheme": "internal"}]}},  # type: ignore[dict-item]
    ]
    sender.sent(ndjson(releases), LINES)
    sent(
        sender,
        registration(1, senderKey="ink-1", awardedOn="2026-04-01"),
        registration(2, senderKey="INK-3", awardedOn="2026-01-02"),
        registration(3, senderKey="INK-4", awardedOn="2026-05-01"),
        registration(4, senderKey="LOS-1", awardedOn="2026-06-01", valueBand=3),
        registration(5, senderKey="LOS-2", awardedOn="2026-06-02", valueBand=4),
    )
    work_off(database)
    assert compared(sender) == [
        ("2026-03-01", "both", "same-number", ["ink-1"]),
        ("2026-03-02", "notices", "not-registered", []),
        ("2026-05-01", "registrations", "procedure-not-awarded", ["INK-4"]),
        ("2026-06-01", "registrations", "below-threshold", ["LOS-1"]),
        ("2026-06-02", "registrations", "no-notice", ["LOS-2"]),
    ]
    assert counts(sender) == {"both": 1, "notices": 1, "registrations": 3, "procurements": 5}
    assert compared(sender, limit=2) == compared(sender)
    assert compared(sender, awardedFrom="2025-01-01", awardedUntil="2025-12-31") == [
        ("2025-12-31", "both", "same-number", ["INK-3"])
    ]


def test_what_is_withdrawn_was_not_registered_and_another_body_has_its_own(database: str, sender: Sender) -> None:
    other = Sender(sender.http, beta(database), client="client-2")
    sender.sent(ndjson([awarded(1, "2026-03-01", own="INK-1")]), LINES)
    sent(sender, registration(1, senderKey="INK-1"))
    sent(other, registration(1, senderKey="INK-1", buyer=OIN_OF_BETA))
    sent(sender, registration(1, senderKey="INK-1", senderVersion=2, state="withdrawn", reason="Vergissing"))
    work_off(database)
    assert [each[1:3] for each in compared(sender)] == [("notices", "not-registered")]
    assert [each[1:3] for each in compared(other)] == [("registrations", "below-threshold")]
    mine = sender.get("/me").json()["party"]["key"]
    assert other.get("/registration-comparisons", **YEAR, buyer=mine).status_code == 404


def test_a_supplement_registers_its_procedure(database: str, sender: Sender) -> None:
    number = "7d1f7c52-3c0e-4f1b-9a55-0d5a3f8f2c10"
    stated = awarded(1, "2026-03-01")
    stated["tender"] = {**stated["tender"], "id": number}
    sender.sent(ndjson([stated]), LINES)
    sent(sender, supplement(number, "AANV-1"))
    work_off(database)
    [one] = sender.items("/registration-comparisons", **YEAR)
    assert (one["standsIn"], one["reason"], one["supplemented"]) == ("both", "supplement", True)


def test_a_period_that_ends_before_it_begins_is_refused(sender: Sender) -> None:
    turned = {"awardedFrom": "2026-12-31", "awardedUntil": "2026-01-01"}
    assert sender.get("/registration-comparisons", **turned).status_code == 400
    assert sender.get("/registration-comparisons", awardedFrom="2026-01-01").status_code == 400
    assert sender.get("/registration-comparisons", **YEAR, cursor="bm9vaXQ").status_code == 400


@dataclass(frozen=True)
class Made:
    """A procurement as the test made it."""

    number: str
    noticed_on: date | None
    registered_on: date | None


def test_a_made_year_is_as_a_naive_comparison_has_it(database: str, sender: Sender) -> None:
    draw = random.Random(11)  # noqa: S311 - the same year every time
    first = date(2025, 6, 1)
    made = []
    for number in range(60):
        days = [first + timedelta(days=draw.randrange(500)) for _ in range(2)]
        noticed, registered = draw.choice([(True, True), (True, False), (False, True)])
        made.append(Made(f"INK-{number}", days[0] if noticed else None, days[1] if registered else None))
    noticed_ones = [each for each in made if each.noticed_on is not None]
    releases = [awarded(number, str(each.noticed_on), own=each.number) for number, each in enumerate(noticed_ones, 1)]
    sender.sent(ndjson(releases), LINES)
    registered_ones = [each for each in made if each.registered_on is not None]
    sent(
        sender,
        *(registration(senderKey=each.number, awardedOn=str(each.registered_on)) for each in registered_ones),
    )
    work_off(database)
    expected: Counter[str] = Counter()
    for each in made:
        placed = each.noticed_on or each.registered_on
        if placed is not None and placed.year == 2026:
            both = each.noticed_on is not None and each.registered_on is not None
            expected["both" if both else "notices" if each.noticed_on else "registrations"] += 1
    assert min(expected.values()) > 3
    assert counts(sender) == {**expected, "procurements": sum(expected.values())}
    assert Counter(each[1] for each in compared(sender, limit=7)) == expected
