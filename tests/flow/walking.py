"""Walking from a figure down to the bytes and back up, by links alone."""

import hashlib
import random
from collections.abc import Mapping
from typing import Any

import httpx

from demo.own_records import senders
from tests.flow.house import House


def walk(house: House, values_row: Mapping[str, Any], code: str, *, chance: random.Random) -> str:
    """From a row of values to its evidence, to one row's record, to the bytes it was read from, and back up.

    Gives the kind of record it came to.
    """
    reader, sender = house.reader, house.sender
    row = chance.choice(_behind(reader, values_row))
    own = row["record"].get("unit") is not None
    if own:
        assert row["links"]["record"] is None, "what a body keeps itself is shown to that body alone"
        reader, sender, row = _as_its_keeper(house, values_row, row)
    _up(reader, row, code)
    record = _get(sender, row["links"]["record"])
    if own:
        _bytes(
            sender, _get(sender, record["links"]["record"])["links"] if "record" in record["links"] else record["links"]
        )
    else:
        _notices(house, record)
    return str(row["record"]["fact"])


def _as_its_keeper(
    house: House, values_row: Mapping[str, Any], row: Mapping[str, Any]
) -> tuple[httpx.Client, httpx.Client, Mapping[str, Any]]:
    """The same row as the body sees it whose record it is: the one it counts for, or one that says it took part."""
    took_part = row["record"]["fact"] == "participation"
    for body in [each.key for each in senders()] if took_part else [row["organisation"]]:
        reader = house.services.http("kpi", "kpi:read", party=body)
        [seen] = [each for each in _behind(reader, values_row) if each["record"] == row["record"]
                  and each["placedOn"] == row["placedOn"]]  # fmt: skip
        if seen["links"]["record"] is not None:
            return reader, house.services.http("ingest", "ingest:read", party=body), seen
    raise AssertionError(row)


def _behind(reader: httpx.Client, values_row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """All rows behind a figure; as many as it counted."""
    rows: list[Mapping[str, Any]] = []
    address: str | None = values_row["links"]["evidence"] + "&limit=500"
    while address is not None:
        page = _get(reader, address)
        rows += page["rows"]
        address = page["next"] and f"{values_row['links']['evidence']}&limit=500&cursor={page['next']}"
    counts = values_row["counts"]
    counted = [row for row in rows if row["certainty"] != "out"]
    if "withoutAmount" not in counts:
        names = ("yes", "no", "unknown", "known")
        stated = sum(counts[side].get(name) or 0 for side in ("in", "undetermined") for name in names)
        assert (len(counted), len(rows) - len(counted)) == (stated, counts["out"])
    return rows


def _up(reader: httpx.Client, row: Mapping[str, Any], code: str) -> None:
    """What the record counts for names the same row with the same answer, and leads to a figure that counts it."""
    [item] = _get(reader, f"{row['links']['countsFor']}?indicators={code}")["items"]
    same = [each for each in item["rows"] if _named(each) == _named(row)]
    if item["time"] == "stock":  # what a record counts for is its state today; the row may be of a month before
        [again] = same
        [placed] = again["placed"]
    else:
        [(again, placed)] = [
            (each, placed) for each in same for placed in each["placed"][:1] if placed["on"] == row["placedOn"]
        ]
        assert {again[name] == row[name] for name in ("certainty", "verdict", "why", "terms")} == {True}
    figure = _get(reader, placed["values"])
    assert figure["indicator"] == code
    assert row["record"] in [each["record"] for each in _behind(reader, figure["rows"][0])]


def _notices(house: House, procedure: Mapping[str, Any]) -> None:
    """Every notice of a procedure is shown to its sender with its bytes, and to its lead body with who sent it."""
    readers = [house.sender]
    if procedure["leadBody"] is not None:
        readers.append(house.services.http("ingest", "ingest:read", party=procedure["leadBody"]))
    seen: set[str] = set()
    whole = 0
    for reader in readers:
        for notice in _get(reader, procedure["links"]["notices"])["items"]:
            seen.add(notice["noticeId"])
            if notice["links"] is not None:
                _bytes(reader, notice["links"])
                whole += 1
    # Releases of one OCDS process are merged, and what they say together stands under the process.
    merged = f"{procedure['ocid']}|"
    named = {each["noticeId"] for lot in procedure["lots"] for each in lot["evidence"]}
    assert {each for each in named if not each.startswith(merged)} <= seen
    assert whole >= len(seen) > 0


def _bytes(sender: httpx.Client, links: Mapping[str, str]) -> None:
    """The kept copy is whole, and the records in it say where each stands."""
    submission = _get(sender, links["submission"])
    copy = sender.get(links["payload"].removeprefix("/v1"))
    assert copy.status_code == 200
    assert hashlib.sha256(copy.content).hexdigest() == submission["keptSha256"]
    assert all(each["place"] is not None for each in _get(sender, links["records"])["items"])


def _get(client: httpx.Client, address: str) -> Any:  # noqa: ANN401 - JSON
    answer = client.get(address if address.startswith("http") else address.removeprefix("/v1"))
    assert answer.status_code == 200, (address, answer.text[:500])
    return answer.json()


def _named(row: Mapping[str, Any]) -> tuple[object, ...]:
    """What tells a row of a record from its others."""
    return row["record"], *(row.get(name) for name in ("theme", "localTheme", "planTheme"))
