"""Suggested shares by spend, footprint and influence from spend that was sent, and what-ifs that keep nothing."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from client.show.goals import suggestions_table
from client.words import Words
from services.kpi.allocations.rules.suggestions import Weighed, parts_of, tried
from tests.flow.house import House, house_on, query

GOAL = "E-SR-01"
LINES: Mapping[str, list[dict[str, Any]]] = {
    "Een": [
        {"category": "Catering", "amount": 600_000, "purchaseType": "generic"},
        {"category": "Beveiliging", "amount": 300_000, "purchaseType": "specific"},
    ],
    "Twee": [{"category": "Catering", "amount": 100_000, "purchaseType": "specific"}],
    "Drie": [],
}


@dataclass(frozen=True)
class Desk:
    """The house with spend of three made-up ministries, one of them silent, and a reader."""

    house: House
    ministries: Mapping[str, str]
    reader: httpx.Client

    def suggestions(self, **asked: str | int) -> dict[str, Any]:
        answer = self.reader.get(f"/goals/{GOAL}/allocation-suggestions", params={"year": 2025, **asked})
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown

    def trial(self, weights: dict[str, float], **asked: object) -> httpx.Response:
        stated = {"year": 2025, "organisations": list(self.ministries.values()), "weights": weights, **asked}
        return self.reader.post(f"/goals/{GOAL}/allocation-trials", json=stated)


@pytest.fixture(scope="module")
def desk(database_module: str) -> Iterator[Desk]:
    with house_on(database_module) as house:
        services = house.services
        ministries = {}
        for number, (name, lines) in enumerate(LINES.items()):
            party = services.add_party(
                f"Voorbeeldministerie {name}", kind="ministry", oin=f"0000009977{number:04d}000000"
            )
            ministries[name] = party
            if not lines:
                continue
            sender = services.http("ingest", "ingest:write", "ingest:read", party=party)
            stated = [{"supplier": f"Voorbeeld {each['category']} B.V.", "vatIncluded": "no", **each} for each in lines]
            sent = sender.put(f"/spend/UIT-{name}", json={"year": 2025, "released": True, "lines": stated})
            assert sent.status_code == 201, sent.text
        yield Desk(house, ministries, services.http("kpi", "kpi:read"))


def test_shares_by_three_keys_stand_side_by_side_with_their_data(desk: Desk) -> None:
    shown = desk.suggestions(organisation=",".join(desk.ministries.values()))
    rows = {each["organisation"]: each for each in shown["rows"]}
    first, second, silent = (rows[desk.ministries[name]] for name in LINES)
    assert [first["spend"][name] for name in ("value", "share", "amount")] == [900_000, 0.9, 1350]
    assert [second["spend"][name] for name in ("value", "share", "amount")] == [100_000, 0.1, 150]
    assert (first["influence"]["share"], second["influence"]["share"]) == (0.75, 0.25)
    assert (silent["spend"]["share"], silent["spend"]["reason"]) == (None, "no-rows")
    # What the silent one weighs is not known, so nothing is certain of the others but that they are no more than all.
    assert (first["spend"]["shareLower"], first["spend"]["shareUpper"]) == (0, 0.9)
    assert [(each["key"], each["bodies"], each["withValue"]) for each in shown["keys"]][::2] == [
        ("spend", 3, 2),
        ("influence", 3, 2),
    ]
    assert max(map(len, suggestions_table(shown, Words("nl")).lines(80))) <= 80
    both = desk.suggestions(organisation=",".join([desk.ministries["Een"], desk.ministries["Twee"]]))
    [one, _] = sorted(both["rows"], key=lambda each: -each["spend"]["value"])
    assert (one["spend"]["shareLower"], one["spend"]["shareUpper"]) == (0.9, 0.9)


def test_a_what_if_adds_up_to_the_total_and_keeps_nothing(desk: Desk) -> None:
    tables = "select (select count(*) from kpi.allocation), (select count(*) from kpi.audit_event)"
    before = query(desk.house.services.database_url, tables)
    fixed = [{"organisation": desk.ministries["Drie"], "amount": 100.5}]
    answer = desk.trial({"spend": 1, "influence": 3}, fixed=fixed, places=2)
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    amounts = {each["organisation"]: each["amount"] for each in shown["shares"]}
    left = Decimal("1399.5")
    weight = (Decimal("0.9") + 3 * Decimal("0.75")) / 4
    assert amounts[desk.ministries["Een"]] == pytest.approx(float(left * weight), abs=0.01)
    assert amounts[desk.ministries["Drie"]] == 100.5
    assert sum(Decimal(str(each)) for each in amounts.values()) == 1500
    assert shown["sum"] == {"amount": 1500, "total": 1500, "gap": 0, "surplus": 0}
    too_much = desk.trial({"spend": 1}, fixed=[{"organisation": desk.ministries["Een"], "amount": 1600}]).json()
    assert too_much["sum"]["surplus"] == 100
    assert query(desk.house.services.database_url, tables) == before


def test_a_what_if_that_cannot_be_is_refused_with_its_place(desk: Desk) -> None:
    nothing = desk.trial({"spend": 0})
    assert [(each["code"], each["location"]) for each in nothing.json()["errors"]] == [
        ("allocation-no-weight", "/weights")
    ]
    stranger = desk.trial({"spend": 1}, organisations=["https://example.org/niemand"])
    assert [each["code"] for each in stranger.json()["errors"]] == ["unknown-organisation"]
    no_set = desk.trial({"spend": 1}, factorSet="geen-set")
    assert no_set.status_code == 400
    asked = {"year": 2025, "weights": {"spend": 1}}
    share = desk.reader.post("/goals/P-I-b/allocation-trials", json=asked)
    assert [each["code"] for each in share.json()["errors"]] == ["allocation-not-additive"]


@given(st.data())
def test_the_true_part_is_never_outside_its_bounds(data: st.DataObject) -> None:
    number = data.draw(st.integers(min_value=1, max_value=8))
    amount = st.integers(min_value=0, max_value=1000)
    weighed, true = {}, {}
    for body in map(str, range(number)):
        low, middle, high = sorted(data.draw(st.lists(amount, min_size=3, max_size=3)))
        is_open = data.draw(st.booleans())
        known = data.draw(st.booleans())
        upper = None if is_open else Decimal(high)
        weighed[body] = Weighed(Decimal(middle) if known else None, Decimal(low), upper)
        true[body] = data.draw(st.integers(min_value=low, max_value=10_000 if is_open else high))
    whole = sum(true.values())
    for body, part in parts_of(weighed).items():
        if whole:
            assert part.lower <= Fraction(true[body], whole) <= part.upper


def test_a_division_over_1500_bodies_takes_a_fraction_of_a_second() -> None:
    weights = {f"https://example.org/{number}": Fraction(number % 97 + 1, 7) for number in range(1_500)}
    started = time.process_time()
    amounts = tried(Decimal("1234567.89"), weights, {}, places=2)
    assert time.process_time() - started < 0.2
    assert sum(amounts.values()) == Decimal("1234567.89")
