"""A merger shows in figures only where boundaries are asked for, and is gone from them when it was a mistake."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.flow.bad_bodies import release
from tests.flow.house import LINES, House, house_on
from tests.flow.loads import lines
from tests.services import eventually

KEPT, GONE = "00000099100000001000", "00000099100000002000"
SECONDS = 20.0


@pytest.fixture
def house(database: str) -> Iterator[House]:
    with house_on(database) as house:
        yield house


def called(number: int, oin: str) -> dict[str, Any]:
    """A call of this buyer in 2025."""
    buyer = {"id": "b", "name": "Voorbeeldgemeente", "roles": ["buyer"], "identifier": {"scheme": "NL-OIN", "id": oin}}
    return release(number, parties=[buyer], buyer={"id": "b", "name": buyer["name"]}, date="2025-05-01T09:00:00Z")


def by_body(house: House, **asked: object) -> dict[str, int]:
    answer = house.values("ALG-P12", from_="2025-01", until="2025-12", groupBy="organisation", **asked)
    found = {}
    for row in answer["rows"]:
        counts = row["counts"]
        if counts is None:  # nothing is known yet at all
            continue
        number = sum(counts["in"].values()) + sum(counts["undetermined"].values())
        if number:
            found[row["organisation"]] = number
    return found


def test_a_merger_that_was_a_mistake_is_out_of_the_figures_within_seconds(house: House) -> None:
    kept, gone = house.services.add_party("Blijft", oin=KEPT), house.services.add_party("Gaat Op", oin=GONE)
    house.deliver(lines([called(1, KEPT), called(2, GONE)]), LINES)
    position = house.settle()
    apart, together = {kept: 1, gone: 1}, {kept: 2}
    assert by_body(house, boundaries="2026-01-01") == apart
    administrator = house.services.person("registry", "registry:parties")
    merger = {
        "kind": "merger",
        "effectiveOn": "2026-01-01",
        "predecessors": [kept, gone],
        "successors": [kept],
        "source": "a fictitious law",
    }

    recorded = administrator.post("/successions", json=merger)
    assert recorded.status_code == 201, recorded.text
    eventually(lambda: by_body(house, boundaries="2026-01-01") == together, seconds=SECONDS)
    assert (by_body(house), by_body(house, boundaries="2025-12-31")) == (apart, apart)

    taken_back = administrator.post(
        f"/successions/{recorded.json()['id']}/withdrawal",
        json={"reason": "De verkeerde gemeente"},
        headers={"If-Match": recorded.headers["ETag"]},
    )
    assert taken_back.status_code == 200, taken_back.text
    eventually(lambda: by_body(house, boundaries="2026-01-01") == apart, seconds=SECONDS)
    assert (by_body(house), by_body(house, asOf=position)) == (apart, apart)
    shown = house.reader.get(
        "/indicators/ALG-P12/values", params={"from": "2025-01", "until": "2025-12", "boundaries": "2026-01-01"}
    ).json()
    assert shown["boundaries"] == {"on": "2026-01-01", "castBack": [], "notCastBack": []}
