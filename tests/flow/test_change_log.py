"""The change log read by a cursor while four writers run, and figures asked as of one position twice."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.conformance.documents import zipped
from tests.flow.house import LINES, ZIP, House, house_on, query
from tests.flow.loads import lines, load, register
from tests.flow.processes import QuickProcess

WRITERS = 4
ASKED: tuple[tuple[str, dict[str, object]], ...] = (
    ("ALG-P15", {"groupBy": "theme", "granularity": "quarter"}),
    ("ALG-P13", {"groupBy": "tier"}),
    ("MKT-P01", {"groupBy": "organisation"}),
    ("ALG-P12", {"granularity": "month", "countedOn": "launched"}),
)


@dataclass
class Read:
    """What a reader saw: every item of every page, and the figures it asked as of positions on the way."""

    items: list[dict[str, Any]] = field(default_factory=list)
    pages: int = 0
    figures: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    failure: BaseException | None = None


@pytest.fixture(scope="module")
def followed(database_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Read]]:
    """A load by four writers, and what a reader saw of it from its beginning until after its end."""
    documents = load(160, seed=5)
    logs = tmp_path_factory.mktemp("logs")
    with house_on(database_module, workers=("kpi",), ingest={"batch_records": 4}) as house:
        register(house.services)
        names = list(documents.notices)
        submissions = [
            *(house.send(zipped({n: documents.notices[n] for n in names[part::4]}), ZIP) for part in range(4)),
            *(house.send(lines(documents.releases[part::4]), LINES) for part in range(4)),
        ]
        read, ended = Read(), threading.Event()
        reader = threading.Thread(target=follow, args=(house, read, ended))
        reader.start()
        workers = [
            QuickProcess("ingest", house.services.settings["ingest"], log=logs / f"{number}.log")
            for number in range(WRITERS)
        ]
        try:
            for submission in submissions:
                assert house.report(submission, seconds=120)["state"] == "done"
        finally:
            ended.set()
            reader.join(timeout=60)
            for worker in workers:
                worker.stop()
        if read.failure is not None:
            raise read.failure
        yield house, read


def follow(house: House, read: Read, ended: threading.Event) -> None:
    """Read pages after the last position that was seen; at every second new one ask figures as of that position.

    A page holds at most seven items, so the number of new positions has a floor however fast the writers are.
    """
    try:
        after, moved = "0", 0
        while True:
            last_look = ended.is_set()
            page = house.sender.get("/changes", params={"after": after, "limit": "7"})
            assert page.status_code == 200, page.text
            read.items += page.json()["items"]
            read.pages += 1
            if page.json()["next"] == after and last_look:
                return
            moved += page.json()["next"] != after
            after = page.json()["next"]
            at = int(after.rpartition(".")[2])
            if moved % 2 == 1 and at not in read.figures and len(read.figures) < 12:
                read.figures[at] = figures(house, as_of=at)
    except BaseException as failure:  # noqa: BLE001 - raised again in the test's own thread
        read.failure = failure


def figures(house: House, *, as_of: int) -> list[dict[str, Any]]:
    """Whole answers but for the register's side, which `asOf` leaves out."""
    return [house.values(code, from_="2025-01", until="2025-12", asOf=as_of, **asked) for code, asked in ASKED]


def test_each_committed_change_is_seen_exactly_once_and_in_order(followed: tuple[House, Read]) -> None:
    house, read = followed
    committed = query(
        house.services.database_url, "select position from procurement.change where position is not null order by 1"
    )
    seen = [item["position"] for item in read.items]
    assert seen == [position for (position,) in committed]
    assert len(seen) > 60
    assert read.pages > len(seen) // 7


def test_each_change_names_the_places_it_touched(followed: tuple[House, Read]) -> None:
    house, read = followed
    written = query(
        house.services.database_url,
        "select c.position, s.fact, s.counted_on, s.body, s.tier, s.month::text"
        " from procurement.change_scope s join procurement.change c on c.id = s.change order by 1, 2, 3, 4, 5, 6",
    )
    seen = sorted(
        (item["position"], scope["fact"], scope["countedOn"], scope["body"], scope["tier"], scope["month"])
        for item in read.items
        for scope in item["scopes"]
    )
    assert seen == written
    assert all(item["scopes"] for item in read.items)


def test_figures_as_of_one_position_are_the_same_later(followed: tuple[House, Read]) -> None:
    house, read = followed
    house.settle()
    assert len(read.figures) > 3
    for position, first in read.figures.items():
        assert figures(house, as_of=position) == first, position
    rows = [sum(len(answer["rows"]) for answer in read.figures[position]) for position in sorted(read.figures)]
    assert rows[-1] >= rows[0] > 0


def test_figures_as_of_the_last_position_are_those_of_the_cells(followed: tuple[House, Read]) -> None:
    house, _ = followed
    last = house.settle()
    for (code, asked), pinned in zip(ASKED, figures(house, as_of=last), strict=True):
        now = house.values(code, from_="2025-01", until="2025-12", **asked)
        assert pinned["position"] == now["position"] == last
        for one, other in zip(pinned["rows"], now["rows"], strict=True):
            assert comparable(one) == comparable(other), code


def comparable(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the number of bodies in the register, which is only known for today."""
    bodies = {"withData": row["coverage"]["bodies"]["withData"]}
    return {**row, "coverage": {**row["coverage"], "bodies": bodies}}


def test_a_position_in_the_future_is_refused(followed: tuple[House, Read]) -> None:
    house, _ = followed
    asked = {"from": "2025-01", "until": "2025-12", "asOf": "999999999"}
    answer = house.reader.get("/indicators/ALG-P13/values", params=asked)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "future-position"
