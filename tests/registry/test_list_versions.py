"""Changing a reference list: one person proposes a version, another publishes it, and nothing old changes."""

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from tests.registry.builders import bearer, person_headers, registered, registry_on, session_on
from tests.registry.list_acts import CSV, LISTS, PROPOSER, PUBLISHER, YEARLY, codes_of, decide, of_code, propose


@pytest.fixture(scope="module")
def reading(database_module: str) -> Iterator[TestClient]:
    """A register in which nobody changes a list."""
    with registry_on(database_module) as client:
        registered(database_module, "registry:lists", client="programme")
        yield client


@pytest.fixture
def http(database: str) -> Iterator[TestClient]:
    with registry_on(database) as client:
        yield client


def test_a_new_version_holds_from_its_day_and_changes_nothing_before(http: TestClient) -> None:
    before = http.get(f"{LISTS}/yearly-chains", params={"on": "2026-12-31"}).content
    draft = propose(http, "yearly-chains", YEARLY)
    assert (draft.status_code, draft.headers["etag"], draft.json()["state"]) == (201, '"1"', "draft")
    assert draft.headers["location"].endswith("/v1/reference-lists/yearly-chains/versions/2.0.0")

    published = decide(http, "yearly-chains")

    assert (published.status_code, published.json()["validFrom"]) == (200, "2027-01-01")
    later = http.get(f"{LISTS}/yearly-chains", params={"on": "2027-01-01"}).json()
    assert later["version"] == "2.0.0"
    assert later["rows"] == [{"reason": "", **row} for row in YEARLY]
    old = http.get(f"{LISTS}/yearly-chains", params={"on": "2026-12-31"})
    assert old.json()["validUntil"] == "2026-12-31"
    assert old.json()["rows"] == []
    assert http.get(f"{LISTS}/yearly-chains/versions/1.0.0").json()["rows"] == []
    assert b'"version":"1.0.0"' in before
    versions = http.get(f"{LISTS}/yearly-chains/versions").json()["items"]
    assert [(version["version"], version["validUntil"]) for version in versions] == [
        ("2.0.0", None),
        ("1.0.0", "2026-12-31"),
    ]


def test_a_list_goes_out_as_csv_and_comes_back_as_a_draft(http: TestClient) -> None:
    file = http.get(f"{LISTS}/product-chains", headers=CSV).content.replace(b",true\n", b",large\n")
    about = {"version": "2027.1", "status": "adopted", "source": "Agenda MVOI, annex IV with sizes"}

    draft = http.post(
        f"{LISTS}/product-chains/versions", params=about, content=file, headers={**PROPOSER, "Content-Type": "text/csv"}
    )

    assert draft.status_code == 201, draft.text
    assert (draft.json()["status"], draft.json()["numberOfRows"]) == ("adopted", 58)
    shown = http.get(f"{LISTS}/product-chains/versions/2027.1", headers={**PROPOSER, **CSV})
    assert shown.content == file
    assert shown.content.count(b",large\n") == 37


def test_every_fault_of_a_file_comes_back_with_its_line_and_column(reading: TestClient) -> None:
    answer = propose(reading, "yearly-chains", [{"year": "27", "chain": "boats"}, {"year": "2027", "chain": ""}])

    assert answer.status_code == 400
    assert [(fault["location"], fault["code"]) for fault in answer.json()["errors"]] == [
        ("/rows/0/chain", "unknown-reference"),
        ("/rows/0/year", "bad-value"),
        ("/rows/1/chain", "missing-value"),
    ]
    assert answer.json()["errors"][1]["detail"].startswith("Regel 2, kolom year: ")


@pytest.mark.parametrize(
    ("content", "about", "code"),
    [
        (b"year,chain\n2027,wegen\n", {"version": "2", "source": "A letter"}, "missing-column"),
        (b"year,chain,reason,colour\n2027,wegen,,red\n", {"version": "2", "source": "A letter"}, "unknown-column"),
        (b"year,chain,reason\n2027\n", {"version": "2", "source": "A letter"}, "unreadable-list"),
        (b"year,chain,reason\n", {"source": "A letter"}, "missing"),
        (b"year,chain,reason\n", {"version": "2"}, "missing"),
        (b"year,chain,reason\n", {"version": "a/b", "source": "A letter"}, "bad-version"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(
    reading: TestClient, content: bytes, about: dict[str, str], code: str
) -> None:
    headers = {**PROPOSER, "Content-Type": "text/csv"}
    answer = reading.post(f"{LISTS}/yearly-chains/versions", params=about, content=content, headers=headers)

    assert answer.status_code == 400
    assert code in codes_of(answer)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"version": "2"}', b'{"rows": [{"year": 2027}]}', b"[[[["])
def test_json_that_is_no_list_is_refused(reading: TestClient, body: bytes) -> None:
    headers = {**PROPOSER, "Content-Type": "application/json"}

    assert reading.post(f"{LISTS}/yearly-chains/versions", content=body, headers=headers).status_code == 400


def test_who_proposed_a_version_cannot_publish_it(http: TestClient) -> None:
    propose(http, "yearly-chains", YEARLY)

    refused = decide(http, "yearly-chains", headers=PROPOSER)

    assert (refused.status_code, codes_of(refused)) == (403, ["same-person"])
    assert http.get(f"{LISTS}/yearly-chains", params={"on": "2027-01-01"}).json()["version"] == "1.0.0"
    assert decide(http, "yearly-chains").status_code == 200


def test_only_people_with_the_right_change_lists(reading: TestClient) -> None:
    program = bearer(reading, "programme")
    other = person_headers("registry:parties")
    path = f"{LISTS}/yearly-chains/versions"

    for headers, status in ((program, 403), (other, 403), ({}, 401)):
        assert propose(reading, "yearly-chains", YEARLY, headers=headers).status_code == status
        assert decide(reading, "yearly-chains", headers=headers).status_code == status
        assert decide(reading, "yearly-chains", "withdrawal", headers=headers).status_code == status
    assert [item["version"] for item in reading.get(path).json()["items"]] == ["1.0.0"]


def test_a_draft_is_seen_by_administrators_alone_and_people_by_their_pseudonym(http: TestClient) -> None:
    propose(http, "yearly-chains", YEARLY)
    path = f"{LISTS}/yearly-chains/versions"

    assert [item["version"] for item in http.get(path).json()["items"]] == ["1.0.0"]
    assert http.get(f"{path}/2.0.0").status_code == 404
    seen = http.get(path, headers=PUBLISHER).json()["items"]
    assert [(version["version"], version["state"]) for version in seen] == [("2.0.0", "draft"), ("1.0.0", "published")]
    assert seen[0]["proposedBy"].startswith("person:")
    decide(http, "yearly-chains")
    assert http.get(f"{path}/2.0.0").json()["proposedBy"] is None


def test_two_administrators_at_once_do_not_undo_each_other(http: TestClient) -> None:
    propose(http, "yearly-chains", YEARLY)

    assert decide(http, "yearly-chains", etag=None).status_code == 428
    assert decide(http, "yearly-chains", etag='"7"').status_code == 412
    assert decide(http, "yearly-chains", "withdrawal").status_code == 200
    assert decide(http, "yearly-chains").status_code == 412
    assert decide(http, "yearly-chains", etag='"2"').status_code == 409
    assert propose(http, "yearly-chains", YEARLY).status_code == 409
    assert propose(http, "yearly-chains", YEARLY, version="2.0.1").status_code == 201


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"validFrom": "2026-01-01"}, "overlapping-validity"),
        ({"validFrom": "2025-06-01"}, "overlapping-validity"),
        ({"validFrom": "2027-01-02", "validUntil": "2027-01-01"}, "bad-range"),
        ({"validFrom": "2207-01-01"}, "too-far-ahead"),
        ({"validFrom": "9999-12-31"}, "too-far-ahead"),
    ],
)
def test_days_that_would_change_older_answers_are_refused(http: TestClient, days: dict[str, str], code: str) -> None:
    propose(http, "yearly-chains", YEARLY)

    refused = decide(http, "yearly-chains", days=days)

    assert (refused.status_code, codes_of(refused)) == (400, [code])


def test_a_draft_that_no_longer_fits_the_other_lists_is_not_published(http: TestClient) -> None:
    propose(http, "yearly-chains", YEARLY)
    fewer = [row for row in of_code("product-chains") if row["code"] != "wegen"]
    propose(http, "product-chains", fewer)
    assert decide(http, "product-chains", days={"validFrom": "2026-06-01"}).status_code == 200

    refused = decide(http, "yearly-chains")

    assert refused.status_code == 409
    assert "wegen" in refused.json()["detail"]


def test_a_version_for_earlier_days_names_only_what_the_other_lists_held_then(http: TestClient) -> None:
    chains = of_code("product-chains")
    added = {**chains[0], "code": "drones", "nl": "Drones", "en": "Drones", "as_printed": "Drones"}
    propose(http, "product-chains", [*chains, added])
    assert decide(http, "product-chains", days={"validFrom": "2026-06-01"}).status_code == 200
    drone = {"cpv_prefix": "3471", "chain": "drones", "quality": "B", "reason": "Aircraft without a pilot"}
    mapping = [row for row in of_code("cpv-chains") if row["cpv_prefix"] != "3471"]
    assert propose(http, "cpv-chains", [*mapping, drone]).status_code == 201

    refused = decide(http, "cpv-chains", days={"validFrom": "2025-07-01"})

    assert refused.status_code == 409
    assert "drones" in refused.json()["detail"]
    assert decide(http, "cpv-chains", days={"validFrom": "2026-07-01"}).status_code == 200


def test_a_publication_is_announced_and_audited_and_a_draft_is_not_announced(http: TestClient, database: str) -> None:
    propose(http, "yearly-chains", YEARLY)
    with session_on(database, role="ppds_ingest") as session:
        announced = text(
            "select c.list, count(*) from registry.change_list c join registry.change h on h.id = c.change"
            " where h.position is not null group by c.list having count(*) > 1"
        )
        assert session.execute(announced).all() == []
    decide(http, "yearly-chains")
    with session_on(database, role="ppds_ingest") as session:
        assert session.execute(announced).all() == [("yearly-chains", 2)]
    with session_on(database) as session:
        acts = session.execute(
            text("select act, subject, actor from registry.audit_event where act like 'list.%' order by number")
        ).all()
    assert [(act, subject) for act, subject, _ in acts] == [
        ("list.propose", "yearly-chains 2.0.0"),
        ("list.publish", "yearly-chains 2.0.0"),
    ]
    assert acts[0].actor != acts[1].actor


@pytest.mark.parametrize("role", ["ppds_ingest", "ppds_kpi"])
def test_the_other_services_read_published_rows_by_day_and_nothing_else(
    http: TestClient, database: str, role: str
) -> None:
    propose(http, "yearly-chains", YEARLY)
    entries = text(
        "select version, entry ->> 'chain' from registry.list_entry where list = 'yearly-chains'"
        " and valid_from <= :day and coalesce(valid_until, :day) >= :day order by ordinal"
    )
    with session_on(database, role=role) as session:
        assert session.execute(entries, {"day": date(2027, 1, 1)}).all() == []
    decide(http, "yearly-chains")
    with session_on(database, role=role) as session:
        assert session.execute(entries, {"day": date(2027, 1, 1)}).all() == [
            ("2.0.0", "batterijen"),
            ("2.0.0", "wegen"),
        ]
        assert session.execute(entries, {"day": date(2026, 12, 31)}).all() == []
        for table in ("list", "list_version", "list_row"):
            with pytest.raises(DBAPIError, match="permission denied"), session.begin_nested():
                session.execute(text(f"select * from registry.{table}"))  # noqa: S608 - one of the three names above


@pytest.mark.parametrize(
    "statement",
    [
        "update registry.list_version set note = 'other' where list = 'clusters'",
        "delete from registry.list_version where list = 'clusters'",
        "update registry.list_row set entry = '{}'",
        "delete from registry.list_row",
        "truncate registry.list_row",
        "insert into registry.list_row select version_id, 999, entry from registry.list_row limit 1",
    ],
)
@pytest.mark.parametrize("role", ["ppds_registry", "the owner of the database"])
def test_what_was_published_stays_as_it_is_whoever_tries(
    reading: TestClient, database_module: str, role: str, statement: str
) -> None:
    user = role if role == "ppds_registry" else make_url(database_module).username or ""
    before = reading.get(f"{LISTS}/clusters").content

    with session_on(database_module, role=user) as session, pytest.raises(DBAPIError), session.begin_nested():
        session.execute(text(statement))

    assert reading.get(f"{LISTS}/clusters").content == before
