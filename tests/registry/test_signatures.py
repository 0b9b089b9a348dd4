"""Signatures under the Manifesto: what is due when, how they stand on a day, and where they are read."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from services.registry.access import today
from services.registry.signatures.rules import Duty, Signature, SignatureStatus, document, due_dates, status_on
from tests.registry.builders import registered, registry_on
from tests.registry.signature_house import A_DAY, SIGNED, House, codes, house_of_its_own
from tests.services import add_party


@pytest.fixture(scope="module")
def registry(database_module: str) -> Iterator[tuple[TestClient, str]]:
    with registry_on(database_module) as http:
        registered(database_module, "registry:parties", client="machine")
        yield http, database_module


@pytest.fixture
def house(registry: tuple[TestClient, str]) -> House:
    return house_of_its_own(*registry)


def naive_due_dates(signed_on: date, end: date) -> list[tuple[date, Duty]]:
    """Day by day: due is the same day of the month in a later year, or the last day of a month that is too short."""
    found: list[tuple[date, Duty]] = []
    day = signed_on + A_DAY
    while day < end:
        last = monthrange(day.year, day.month)[1]
        if day.month == signed_on.month and day.day == min(signed_on.day, last):
            found.append((day, "report" if found else "plan"))
        day += A_DAY
    return found


@pytest.mark.parametrize(
    "signed_on",
    [date(2022, 1, 1), date(2022, 11, 24), date(2024, 2, 28), date(2024, 2, 29), date(2024, 12, 31), date(2030, 3, 1)],
)
@pytest.mark.parametrize("ended_on", [None, date(2025, 2, 28), date(2028, 2, 29), date(2032, 1, 1)])
@pytest.mark.parametrize("why", ["withdrawn", "party-ended"])
def test_the_plan_is_due_a_year_after_signing_and_a_report_every_year_from_then_on_while_it_stands(
    signed_on: date, ended_on: date | None, why: str
) -> None:
    ends = (ended_on, None) if why == "withdrawn" else (None, ended_on)
    end = min(ended_on or date.max, date(2031, 1, 1))

    assert list(due_dates(Signature("manifest-2022", signed_on, *ends))) == naive_due_dates(signed_on, end)


def test_of_29_february_the_last_day_of_that_month_is_due_and_the_leap_day_itself_when_there_is_one() -> None:
    due = [day for day, _ in due_dates(Signature("manifest-2022", date(2024, 2, 29)))]

    assert due[:4] == [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


def test_the_manifesto_of_2022_goes_on_through_2030_and_of_the_one_before_it_no_duty_is_known() -> None:
    newer, older = document("manifest-2022"), document("manifest-2016")

    assert (newer.nl, newer.valid_from, newer.over_on) == (
        "Manifest MVOI 2022-2025",
        date(2022, 1, 1),
        date(2031, 1, 1),
    )
    assert (older.valid_from, older.over_on, older.plan_within_a_year) == (date(2016, 1, 1), date(2022, 1, 1), False)
    assert list(due_dates(Signature("manifest-2016", date(2016, 12, 8)))) == []


@pytest.mark.parametrize(
    ("withdrawn_on", "ended_on", "on", "status"),
    [
        (None, None, date(2030, 12, 31), "signed"),
        (None, None, date(2031, 1, 1), "document-over"),
        (date(2024, 5, 1), None, date(2024, 4, 30), "signed"),
        (date(2024, 5, 1), None, date(2024, 5, 1), "withdrawn"),
        (date(2024, 5, 1), None, date(2040, 1, 1), "withdrawn"),
        (None, date(2024, 1, 1), date(2023, 12, 31), "signed"),
        (None, date(2024, 1, 1), date(2024, 1, 1), "party-ended"),
        (date(2023, 6, 1), date(2024, 1, 1), date(2025, 1, 1), "withdrawn"),
        (None, date(2032, 1, 1), date(2033, 1, 1), "document-over"),
    ],
)
def test_what_ended_a_signature_first_is_its_status_from_that_day_on(
    withdrawn_on: date | None, ended_on: date | None, on: date, status: SignatureStatus
) -> None:
    assert status_on(Signature("manifest-2022", date(2022, 11, 24), withdrawn_on, ended_on), on) == status


def test_anyone_reads_who_signed_with_what_is_due_and_that_nothing_is_known_of_its_publication(house: House) -> None:
    [number] = house.signed(house.alpha)

    [shown] = house.listed(house.alpha)

    assert shown == house.http.get(f"/v1/signatures/{number}").json()
    assert (shown["status"], shown["signedOn"], shown["through"], shown["tier"]) == (
        "signed",
        SIGNED,
        None,
        "water-authority",
    )
    assert shown["documentName"]["nl"] == "Manifest MVOI 2022-2025"
    assert [(duty["what"], duty["dueOn"]) for duty in shown["due"]] == [
        ("plan", "2023-11-24"),
        *(("report", f"{year}-11-24") for year in range(2024, 2031)),
    ]
    assert {duty["published"] for duty in shown["due"]} == {"unknown"}


def test_what_the_manifesto_before_asked_is_unknown_not_nothing(house: House) -> None:
    house.signed(house.alpha, document="manifest-2016", signedOn="2016-12-08")

    [shown] = house.listed(house.alpha)

    assert (shown["status"], shown["due"]) == ("document-over", None)
    assert house.due(house.alpha) == []


def test_an_association_signs_for_its_members_and_each_of_them_has_a_signature_of_its_own(house: House) -> None:
    numbers = house.signed(house.alpha, house.beta, through=house.association)

    assert len(set(numbers)) == 2
    for party in (house.alpha, house.beta):
        assert [signature["through"] for signature in house.listed(party)] == [house.association]
    assert house.listed(house.association) == []


def test_the_list_tells_how_signatures_stand_on_the_day_that_is_asked(house: House) -> None:
    [number] = house.signed(house.alpha)
    assert house.withdraw(number, withdrawnOn="2024-03-01").status_code == 200

    assert house.listed(house.alpha, on="2022-11-23") == []
    assert [signature["status"] for signature in house.listed(house.alpha, on="2024-02-29")] == ["signed"]
    assert [signature["status"] for signature in house.listed(house.alpha, on="2024-03-01")] == ["withdrawn"]
    assert house.listed(house.alpha, on="2024-03-01", standing="true") == []
    assert len(house.listed(house.alpha, on="2024-02-29", standing="true")) == 1


def test_a_signature_ends_with_its_party_and_with_the_document(house: House) -> None:
    house.signed(house.alpha, house.beta)
    house.end_party(house.alpha, "2025-01-01")

    assert [signature["status"] for signature in house.listed(house.alpha)] == ["party-ended"]
    assert house.listed(house.alpha, standing="true") == []
    assert house.due(house.alpha, until="2031-12-31") == [("2023-11-24", "plan"), ("2024-11-24", "report")]
    assert [signature["status"] for signature in house.listed(house.beta, on="2031-01-01")] == ["document-over"]
    assert house.listed(house.beta, on="2031-01-01", standing="true") == []


def test_the_list_narrows_by_tier_and_document_and_goes_page_by_page(house: House) -> None:
    town = add_party(house.database, name=f"Voorbeeldgemeente {uuid4().hex[:8]}")
    house.signed(house.alpha, house.beta, town)
    house.signed(house.alpha, document="manifest-2016", signedOn="2017-02-01")

    of_towns = house.http.get("/v1/signatures", params={"tier": "municipality", "limit": 1000}).json()["items"]
    of_older = house.http.get("/v1/signatures", params={"document": "manifest-2016", "limit": 1000}).json()["items"]
    whole = house.http.get("/v1/signatures", params={"limit": 1000}).json()["items"]

    assert town in {participation["party"] for participation in of_towns}
    assert {participation["tier"] for participation in of_towns} == {"municipality"}
    assert {theme["document"] for theme in of_older} == {"manifest-2016"}
    assert pages(house.http, "/v1/signatures", limit="2") == whole


def test_the_due_list_has_what_is_due_in_a_period_the_earliest_first_page_by_page(house: House) -> None:
    house.signed(house.alpha)
    house.signed(house.beta, signedOn="2024-02-29")

    until = {"until": "2026-02-28"}
    assert house.due(house.alpha, house.beta, **until) == [
        ("2023-11-24", "plan"),
        ("2024-11-24", "report"),
        ("2025-02-28", "plan"),
        ("2025-11-24", "report"),
        ("2026-02-28", "report"),
    ]
    assert house.due(house.alpha, house.beta, **until, **{"from": "2025-11-25"}) == [("2026-02-28", "report")]
    assert house.due(house.alpha, house.beta, tier="province") == []
    whole = house.http.get("/v1/due-dates", params={"limit": "1000", **until}).json()["items"]
    assert {row["published"] for row in whole} == {"unknown"}
    assert pages(house.http, "/v1/due-dates", limit="2", **until) == whole


def test_without_days_the_due_list_stops_today(house: House) -> None:
    house.signed(house.alpha)

    assert max(due_on for due_on, _ in house.due(house.alpha)) <= today().isoformat()


def test_a_cursor_that_is_not_ours_is_refused(house: House) -> None:
    for path in ("/v1/signatures", "/v1/due-dates"):
        answer = house.http.get(path, params={"cursor": "WzFd" if "due" in path else "WyJhIl0"})
        assert (answer.status_code, codes(answer)) == (400, [("cursor", "bad-cursor")])


def test_the_signatures_of_a_party_are_asked_by_its_key_and_by_the_day_on_which_they_stand(house: House) -> None:
    [number] = house.signed(house.alpha)
    house.signed(house.beta)
    house.withdraw(number, withdrawnOn="2024-03-01")
    asked = {"party": house.alpha, "standing": "true"}

    assert house.http.get("/v1/signatures", params=asked).json()["items"] == []
    [standing] = house.http.get("/v1/signatures", params={**asked, "on": "2023-01-01"}).json()["items"]
    assert (standing["id"], standing["document"], standing["signedOn"]) == (number, "manifest-2022", SIGNED)


def pages(http: TestClient, path: str, **query: str) -> Sequence[dict[str, Any]]:
    """Every item of a list, read page by page."""
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = http.get(path, params={**query, **cursor}).json()
        items += page["items"]
        if page["next"] is None:
            return items
        cursor = {"cursor": page["next"]}
