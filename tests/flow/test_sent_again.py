"""What was sent once may be sent again, in whatever packing: no figure changes and no row is added behind the door."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conformance.documents import lines, notices, package, releases_from_notices, tarred, zipped
from tests.flow.house import JSON, LINES, TAR, XML, ZIP, House, contents, house_on, tables_of

SCHEMAS = ("procurement", "kpi", "registry")
TOKENS_ASKED = "registry.used_assertion"
"""Grows with every token a client asks for, whether it sends something or not."""

ASKED: tuple[tuple[str, dict[str, object]], ...] = (
    ("ALG-P12", {"granularity": "year", "groupBy": "tier"}),
    ("ALG-P15", {"granularity": "quarter", "groupBy": "theme"}),
    ("ALG-P15", {"granularity": "year", "groupBy": "theme", "countedOn": "launched"}),
    ("MKT-P01", {"granularity": "year", "groupBy": "nature"}),
    ("MKT-P03", {"granularity": "month"}),
    ("ALG-P13", {"granularity": "year", "groupBy": "productChain"}),
)


@pytest.fixture(scope="module")
def loaded(database_module: str) -> Iterator[House]:
    with house_on(database_module) as house:
        for body, media_type in (
            (zipped(notices("notices")), ZIP),
            (zipped(notices("sdk-examples")), ZIP),
            (lines(releases_from_notices()), LINES),
        ):
            assert house.deliver(body, media_type)["counts"]["refused"] == 0
        house.settle()
        yield house


def figures(house: House) -> list[dict[str, Any]]:
    return [house.values(code, from_="2000-01", until="2030-12", **asked)["rows"] for code, asked in ASKED]


def everything_again() -> dict[str, tuple[bytes, str]]:
    real, examples, releases = notices("notices"), notices("sdk-examples"), releases_from_notices()
    backwards = dict(reversed(real.items()))
    return {
        "the same zip": (zipped(real), ZIP),
        "a tar in another order": (tarred(backwards), TAR),
        "one tar of the examples": (tarred(examples), TAR),
        "one release package": (package(releases), JSON),
        "lines in another order": (lines(releases[::-1]), LINES),
        "a single release": (lines(releases[:1]).strip(), JSON),
        **{f"the notice {name} alone": (body, XML) for name, body in list(real.items())[::12]},
    }


def test_a_second_time_changes_no_figure_and_adds_no_row(loaded: House) -> None:
    database = loaded.services.database_url
    tables = [table for table in tables_of(database, *SCHEMAS) if table != TOKENS_ASKED]
    before, shown = contents(database, tables), figures(loaded)
    assert before["procurement.notice"][0] == 278
    assert before["kpi.cell"][0] > 1000

    for number, (packing, (body, media_type)) in enumerate(everything_again().items()):
        report = loaded.deliver(body, media_type, key=f"again-{number}")
        counts = report["counts"]
        no_procurement = 2 if "examples" in packing else 0
        assert report["state"] == "done", packing
        assert (counts["refused"], counts["accepted"]) == (0, no_procurement), packing
        assert counts["unchanged"] == counts["records"] - no_procurement, packing

    loaded.settle()
    after = contents(database, tables)
    assert {table for table in tables if before[table] != after[table]} == set()
    assert figures(loaded) == shown


def test_the_same_bytes_are_the_same_submission_whatever_their_packing_on_the_line(loaded: House) -> None:
    body = lines(releases_from_notices())
    first = loaded.post(body, LINES)
    again = loaded.post(gzip.compress(body), LINES, Content_Encoding="gzip")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json()["id"] == again.json()["id"]


def test_a_key_that_was_used_for_other_content_is_refused(loaded: House) -> None:
    assert loaded.post(lines(releases_from_notices()[:2]), LINES, key="one-key").status_code == 202
    answer = loaded.post(lines(releases_from_notices()[:3]), LINES, key="one-key")
    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("application/problem+json")
