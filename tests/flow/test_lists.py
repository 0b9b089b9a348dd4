"""A new version of a reference list, published over HTTP, changes figures within seconds from its own day on."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from shared.reference.lists import columns_of, rows
from tests.flow.bad_bodies import release
from tests.flow.house import LINES, House, house_on, query
from tests.flow.loads import lines
from tests.services import eventually

CLEANING = "90910000"
OLD, NEW = "schoonmaak", "catering"
VERSION = "9.0.0"
SECONDS = 20.0
"""How long a version may take to show; it takes about one. The machine may be busy."""


@pytest.fixture
def house(database: str) -> Iterator[House]:
    with house_on(database) as house:
        yield house


def bought(number: int, day: str) -> list[dict[str, Any]]:
    """The call and the award of a procurement of cleaning, decided on this day."""
    lot = {"id": "LOT-0001", "title": "Perceel 1"}
    tender = {
        **release(number)["tender"],
        "lots": [{**lot, "hasSustainability": True}],
        "items": [{"id": "1", "classification": {"scheme": "CPV", "id": CLEANING}, "relatedLot": "LOT-0001"}],
    }
    award = {
        "id": "AWD-1",
        "status": "active",
        "date": f"{day}T00:00:00Z",
        "relatedLots": ["LOT-0001"],
        "suppliers": [{"id": "s1", "name": "Voorbeeldbedrijf Een B.V."}],
    }
    year = day[:4]
    called = release(number, tender=tender, date=f"{year}-01-05T09:00:00Z")
    return [
        called,
        {**called, "id": f"{number}-award", "tag": ["award"], "date": f"{year}-10-01T09:00:00Z", "awards": [award]},
    ]


def figures(house: House, by: str = "productChain", **asked: object) -> dict[tuple[str, str], int]:
    """Awarded procedures by month and chain (or else), as kpi counts them; the first nine months of 2026 by default."""
    period = {"from_": "2026-01", "until": "2026-09", "granularity": "month"}
    answer = house.values("ALG-P12", **{**period, **asked}, countedOn="awarded", groupBy=by)
    found = {}
    for row in answer["rows"]:
        counts = row["counts"]
        number = sum(counts["in"].values()) + sum(counts["undetermined"].values())
        if number:
            found[row["period"]["from"][:7], row[by]] = number
    return found


def publish(house: House, entries: list[dict[str, str]], *, since: str, name: str = "cpv-chains") -> None:
    """One person proposes the list, another publishes it."""
    proposer, publisher = (
        house.services.person("registry", "registry:lists", subject=subject) for subject in ("voorsteller", "beslisser")
    )
    proposal = {"version": VERSION, "source": "Test", "rows": entries}
    proposed = proposer.post(f"/reference-lists/{name}/versions", json=proposal)
    assert proposed.status_code == 201, proposed.text
    published = _publish(publisher, name, since=since, etag=proposed.headers["ETag"])
    assert published.is_success, published.text


def _publish(http: httpx.Client, name: str, *, since: str, etag: str) -> httpx.Response:
    address = f"/reference-lists/{name}/versions/{VERSION}/publication"
    return http.post(address, json={"validFrom": since}, headers={"If-Match": etag})


def mapping(chain: str) -> list[dict[str, str]]:
    """The mapping of the code, in which cleaning is another chain."""
    return [
        {**row, "chain": chain} if row["chain"] == OLD else dict(row)
        for row in rows("cpv-chains", columns_of("cpv-chains"))
    ]


def test_a_new_version_rules_awards_from_its_day_on_and_old_answers_stay(house: House) -> None:
    days = ("2026-02-10", "2026-05-31", "2026-06-01", "2026-08-20")
    sent = [lot for number, day in enumerate(days, start=1) for lot in bought(number, day)]
    assert house.deliver(lines(sent), LINES)["state"] == "done"
    first = house.settle()
    before = {("2026-02", OLD): 1, ("2026-05", OLD): 1, ("2026-06", OLD): 1, ("2026-08", OLD): 1}
    assert figures(house) == before

    publish(house, mapping(NEW), since="2026-06-01")
    after = {("2026-02", OLD): 1, ("2026-05", OLD): 1, ("2026-06", NEW): 1, ("2026-08", NEW): 1}
    eventually(lambda: figures(house) == after, seconds=SECONDS)

    assert figures(house, asOf=first) == before
    last = house.settle()
    assert last > first
    assert figures(house, asOf=last) == after

    house.deliver(lines([*bought(5, "2026-03-03"), *bought(6, "2026-09-09")]), LINES)
    house.settle()
    assert figures(house) == {**after, ("2026-03", OLD): 1, ("2026-09", NEW): 1}
    assert figures(house, asOf=first) == before


def test_a_version_from_the_middle_of_last_year_changes_its_second_half_and_not_its_first(house: House) -> None:
    days = ("2025-02-10", "2025-06-30", "2025-07-01", "2025-08-20")
    sent = [lot for number, day in enumerate(days, start=1) for lot in bought(number, day)]
    assert house.deliver(lines(sent), LINES)["state"] == "done"
    first = house.settle()
    year = {"from_": "2025-01", "until": "2025-12", "granularity": "quarter"}
    before = {("2025-01", OLD): 1, ("2025-04", OLD): 1, ("2025-07", OLD): 2}
    assert figures(house, **year) == before

    publish(house, mapping(NEW), since="2025-07-01")
    after = {("2025-01", OLD): 1, ("2025-04", OLD): 1, ("2025-07", NEW): 2}
    eventually(lambda: figures(house, **year) == after, seconds=SECONDS)

    assert figures(house, **year, asOf=first) == before
    assert figures(house, **year, asOf=house.settle()) == after


def test_a_version_that_says_the_same_writes_nothing(house: House) -> None:
    house.deliver(lines(bought(1, "2026-08-20")), LINES)
    first = house.settle()
    publish(house, mapping(OLD), since="2026-06-01")
    followed = "select position = (select max(position) from registry.change) from ingest.register_applied"
    eventually(lambda: query(house.services.database_url, followed) == [(True,)], seconds=SECONDS)

    assert house.settle() == first
    assert figures(house) == {("2026-08", OLD): 1}


def test_a_draft_changes_nothing(house: House) -> None:
    house.deliver(lines(bought(1, "2026-08-20")), LINES)
    first = house.settle()
    proposer = house.services.person("registry", "registry:lists", subject="voorsteller")
    proposal = {"version": VERSION, "source": "Test", "rows": mapping(NEW)}
    proposed = proposer.post("/reference-lists/cpv-chains/versions", json=proposal)
    assert proposed.status_code == 201, proposed.text
    refused = _publish(proposer, "cpv-chains", since="2026-06-01", etag=proposed.headers["ETag"])
    assert refused.status_code == 403, refused.text
    house.deliver(lines(bought(2, "2026-08-21")), LINES)

    assert house.settle() > first
    assert figures(house) == {("2026-08", OLD): 2}


def test_categories_follow_the_version_of_their_list_that_holds_on_the_day_of_award(house: House) -> None:
    house.deliver(lines([*bought(1, "2026-05-31"), *bought(2, "2026-06-01")]), LINES)
    house.settle()
    assert figures(house, "rijkCategory") == {("2026-05", "none"): 1, ("2026-06", "none"): 1}
    mapped = [dict(row) for row in rows("cpv-categories", columns_of("cpv-categories"))]
    cleaning = {"rijk_category": "logistiek", "rijk_quality": "B", "isv_category": "energie", "isv_quality": "C"}
    publish(
        house, [*mapped, {"cpv_prefix": "909", **cleaning, "reason": ""}], since="2026-06-01", name="cpv-categories"
    )
    after = {("2026-05", "none"): 1, ("2026-06", "logistiek"): 1}
    eventually(lambda: figures(house, "rijkCategory") == after, seconds=SECONDS)
    assert figures(house, "isvCategory") == {("2026-05", "none"): 1, ("2026-06", "unknown"): 1}


def test_a_chain_that_is_published_has_its_name_among_the_dimensions(house: House) -> None:
    chains = [dict(row) for row in rows("product-chains", columns_of("product-chains"))]
    added = {**chains[0], "code": "drones", "nl": "Drones", "en": "Drones", "as_printed": "Drones"}
    publish(
        house, [{**chains[0], "en": "Sound and vision"}, *chains[1:], added], since="2026-06-01", name="product-chains"
    )

    shown = house.reader.get("/dimensions").json()["items"]
    [codes] = [each["codes"] for each in shown if each["name"] == "productChain"]
    assert len(codes) == 59
    assert codes[-1] == {"code": "drones", "names": {"nl": "Drones", "en": "Drones"}}
    assert codes[0]["names"]["en"] == "Sound and vision"
