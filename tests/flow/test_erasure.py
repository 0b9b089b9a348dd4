"""A sole trader who is erased over HTTP is in no column of any table, and every figure is what it was."""

from collections.abc import Iterator

import pytest

from shared.audit import AUDITED
from tests.flow.bad_bodies import SAMPLES
from tests.flow.house import LINES, XML, House, house_on, query, tables_of
from tests.flow.loads import lines
from tests.flow.test_redaction import SCHEMAS, readable, rows_of
from tests.ingest.test_erasure import NAME, NUMBER, award, first_supplier
from tests.services import eventually

NOTICE = (SAMPLES / "award.xml").read_bytes()


@pytest.fixture
def house(database: str) -> Iterator[House]:
    with house_on(database) as house:
        yield house


def places(house: House, words: tuple[str, ...]) -> set[tuple[str, str]]:
    """Tables and columns in which one of these words stands."""
    url = house.services.database_url
    found = set()
    for table in [*tables_of(url, *SCHEMAS), *(f"{schema}.audit_event" for schema in AUDITED)]:
        for row in rows_of(url, table):
            for column, value in row.items():
                text = readable(value).casefold()
                if any(word.casefold() in text for word in words):
                    found.add((table, column))
    return found


def test_who_is_erased_is_nowhere_and_no_figure_changes(house: House) -> None:
    number, name = first_supplier(NOTICE)
    words = (NUMBER, NAME, number, name)
    release = award()
    del release["tender"]["classification"]  # eight digits like the number
    release["tender"]["title"] = f"Onderhoud door {NAME} ({NUMBER})"
    bodies = [(lines([release]), LINES), (NOTICE, XML)]
    sent = [house.send(body, media_type) for body, media_type in bodies]
    for submission in sent:
        house.report(submission)
    house.settle()
    assert places(house, words) >= {
        ("ingest.payload", "body"),
        ("procurement.notice", "content"),
        ("procurement.procedure", "title"),
        ("procurement.winner", "suppliers"),
    }
    asked = {"from_": "2020-01", "until": "2030-12", "groupBy": "organisation"}
    before = house.values("ALG-P12", **asked)["rows"]
    counted = query(house.services.database_url, "select count(*) from procurement.winner")

    administrator = house.services.person("registry", "registry:parties")
    answer = administrator.post(
        "/erasures", json={"identifiers": [NUMBER, number], "names": [NAME, name], "reason": "Verzoek (AVG art. 17)"}
    )
    assert answer.status_code == 201, answer.text
    done = "select erasure from ingest.erasure_applied"
    eventually(lambda: query(house.services.database_url, done) == [(answer.json()["id"],)], seconds=20)
    house.settle()
    assert places(house, words) == set()
    assert query(house.services.database_url, "select count(*) from procurement.winner") == counted
    assert house.values("ALG-P12", **asked)["rows"] == before

    kept = query(house.services.database_url, "select id, content_hash from procurement.notice order by 1")
    for body, media_type in bodies:
        again = house.send(body, media_type)
        house.report(again)
    house.settle()
    assert query(house.services.database_url, "select id, content_hash from procurement.notice order by 1") == kept
    assert places(house, words) == set()


def test_a_reason_that_names_the_trader_is_refused(house: House) -> None:
    administrator = house.services.person("registry", "registry:parties")
    body = {"identifiers": [NUMBER], "names": [NAME], "reason": f"Verzoek van {NAME}"}
    answer = administrator.post("/erasures", json=body)
    assert answer.status_code == 400
    assert NAME not in answer.text
    assert house.services.http("registry", "registry:parties").post("/erasures", json=body).status_code == 403
