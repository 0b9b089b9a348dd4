"""Reference lists at run time: what holds on a day, who may change it, and in which forms it is read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from rdflib import DCTERMS, RDF, SKOS, Graph, URIRef
from rdflib import Literal as RdfLiteral
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from services.registry.list_csv import read_table
from services.registry.operations.lists import load_built_in_lists
from shared.reference.lists import columns_of, reference_lists, rows
from tests.registry.builders import BZK, bearer, person_headers, registered, registry_on, session_on

NAMES = [declared.name for declared in reference_lists()]
LISTS = "/v1/reference-lists"
SKOS_BASE = "https://identifier.ppds.example/id/list"
TURTLE, CSV = {"Accept": "text/turtle"}, {"Accept": "text/csv"}
PROPOSER = person_headers("registry:lists", subject="voorsteller")
PUBLISHER = person_headers("registry:lists", subject="vaststeller")
YEARLY = [{"year": "2027", "chain": "batterijen"}, {"year": "2027", "chain": "wegen", "reason": "Veel beton"}]


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


def of_code(name: str) -> list[dict[str, str]]:
    return [dict(row) for row in rows(name, columns_of(name))]


def propose(
    http: TestClient,
    name: str,
    entries: Sequence[Mapping[str, str]],
    *,
    version: str = "2.0.0",
    headers: Mapping[str, str] = PROPOSER,
) -> Response:
    body = {"version": version, "source": "Agenda MVOI 2026-2030, section 6.2", "rows": list(entries)}
    return http.post(f"{LISTS}/{name}/versions", json=body, headers=dict(headers))


def decide(
    http: TestClient,
    name: str,
    act: str = "publication",
    *,
    version: str = "2.0.0",
    headers: Mapping[str, str] = PUBLISHER,
    etag: str | None = '"1"',
    days: Mapping[str, str] | None = None,
) -> Response:
    tag = {} if etag is None else {"If-Match": etag}
    body = {"validFrom": "2027-01-01"} if days is None else dict(days)
    address = f"{LISTS}/{name}/versions/{version}/{act}"
    return http.post(address, headers={**headers, **tag}, json=body if act == "publication" else None)


def codes_of(answer: Response) -> list[str]:
    return [fault["code"] for fault in answer.json()["errors"]]


def test_every_list_of_the_code_is_published_as_it_stands_there(reading: TestClient) -> None:
    listed = reading.get(LISTS, params={"on": "2026-11-01"}).json()["items"]

    assert {one["name"] for one in listed} == set(NAMES)
    assert {one["name"]: one["current"]["version"] for one in listed} == {
        declared.name: declared.version for declared in reference_lists()
    }
    for name in NAMES:
        answer = reading.get(f"{LISTS}/{name}", params={"on": "2026-11-01"})
        assert answer.json()["rows"] == of_code(name), name


def test_the_counts_of_the_agenda_come_over_the_line(reading: TestClient) -> None:
    chains = reading.get(f"{LISTS}/product-chains", params={"on": "2026-11-01"}).json()["rows"]
    themes = ("climate", "circular", "pollution-biodiversity", "human-rights-labour", "diversity-inclusion")

    assert len(chains) == 58
    assert [sum(row[theme] != "false" for row in chains) for theme in themes] == [58, 47, 58, 57, 37]
    assert sum(row["in_criteria_tool"] == "false" for row in chains) == 11
    assert sum(row["priority"] == "true" for row in chains) == 20


@pytest.mark.parametrize("name", NAMES)
def test_csv_is_the_same_list(reading: TestClient, name: str) -> None:
    answer = reading.get(f"{LISTS}/{name}", params={"on": "2026-11-01"}, headers=CSV)

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert read_table(answer.content) == (columns_of(name), tuple(of_code(name)))


@pytest.mark.parametrize("name", NAMES)
def test_turtle_holds_a_concept_for_every_row_in_one_scheme(reading: TestClient, name: str) -> None:
    answer = reading.get(f"{LISTS}/{name}", params={"on": "2026-11-01"}, headers=TURTLE)
    graph = Graph().parse(data=answer.text, format="turtle")

    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    schemes = list(graph.subjects(RDF.type, SKOS.ConceptScheme))
    concepts = set(graph.subjects(RDF.type, SKOS.Concept))
    assert len(schemes) == 1
    assert len(concepts) == len(of_code(name))
    assert {str(graph.value(concept, SKOS.inScheme)) for concept in concepts} <= {str(schemes[0])}


def test_a_chain_is_a_concept_with_its_names_and_its_cluster(reading: TestClient) -> None:
    graph = Graph().parse(data=reading.get(f"{LISTS}/product-chains", headers=TURTLE).text, format="turtle")
    chain = URIRef(f"{SKOS_BASE}/product-chains/batterijen")

    assert set(graph.objects(chain, SKOS.prefLabel)) == {
        RdfLiteral("Batterijen", lang="nl"),
        RdfLiteral("Batteries", lang="en"),
    }
    assert graph.value(chain, SKOS.broader) == URIRef(f"{SKOS_BASE}/clusters/energy")
    assert str(graph.value(chain, SKOS.notation)) == "batterijen"


def test_the_crosswalk_ties_a_theme_to_what_became_of_it(reading: TestClient) -> None:
    graph = Graph().parse(data=reading.get(f"{LISTS}/themes", headers=TURTLE).text, format="turtle")
    labour = URIRef(f"{SKOS_BASE}/themes/agenda-2026/human-rights-labour")
    isv = URIRef(f"{SKOS_BASE}/themes/impact-2019/international-social-conditions")
    innovation = URIRef(f"{SKOS_BASE}/themes/impact-2019/innovation")
    climate = URIRef(f"{SKOS_BASE}/themes/agenda-2026/climate")

    assert graph.value(labour, SKOS.definition, any=True) is not None
    assert (isv, SKOS.closeMatch, labour) in graph
    assert (labour, DCTERMS.replaces, isv) in graph
    assert (URIRef(f"{SKOS_BASE}/themes/impact-2019/climate"), SKOS.exactMatch, climate) in graph
    assert graph.value(innovation, SKOS.changeNote) is not None
    assert graph.value(innovation, SKOS.exactMatch) is None


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
        ("text/turtle, application/json;q=0.5", "text/turtle; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/csv;q=0.2, application/json", "application/json"),
    ],
)
def test_the_form_is_the_one_that_the_reader_likes_best(reading: TestClient, accept: str, media: str) -> None:
    answer = reading.get(f"{LISTS}/clusters", headers={"Accept": accept})

    assert (answer.headers["content-type"], answer.headers["vary"]) == (media, "Accept")


def test_an_answer_for_a_day_names_the_version_that_stays(reading: TestClient) -> None:
    answer = reading.get(f"{LISTS}/clusters", headers=CSV)
    address = "http://registry.test/v1/reference-lists/clusters/versions/1.0.0"

    assert answer.headers["link"] == f'<{address}>; rel="canonical"'
    # The same address has other rows when a next version begins, so it has no tag of one version.
    assert "etag" not in answer.headers
    assert reading.get(address).headers["etag"] == '"2"'


def test_a_form_that_is_not_there_is_refused(reading: TestClient) -> None:
    assert reading.get(f"{LISTS}/clusters", headers={"Accept": "application/pdf"}).status_code == 406


def test_any_web_page_may_read_the_lists(reading: TestClient) -> None:
    answer = reading.get(f"{LISTS}/clusters", headers={"Origin": "https://elsewhere.example"})

    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_list_says_when_it_did_not_hold_yet_or_any_more(reading: TestClient) -> None:
    early = reading.get(f"{LISTS}/product-chains", params={"on": "2025-12-31"}, headers={"Accept-Language": "en"})
    late = reading.get(f"{LISTS}/eu-thresholds", params={"on": "2028-01-01"})

    assert early.status_code == late.status_code == 404
    assert "the oldest holds from 2026-01-01" in early.json()["detail"]


def test_unknown_lists_versions_and_days_are_refused(reading: TestClient) -> None:
    assert reading.get(f"{LISTS}/colours").status_code == 404
    assert reading.get(f"{LISTS}/colours/versions").status_code == 404
    assert reading.get(f"{LISTS}/clusters/versions/9").status_code == 404
    assert reading.get(f"{LISTS}/clusters", params={"on": "yesterday"}).status_code == 400
    assert propose(reading, "colours", []).status_code == 404


def test_a_second_start_loads_nothing(database: str) -> None:
    with session_on(database) as session:
        assert load_built_in_lists(session) == len(NAMES)
    with session_on(database) as session:
        assert load_built_in_lists(session) == 0
        assert session.execute(text("select count(*) from registry.list_version")).scalar_one() == len(NAMES)


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
    assert [(one["version"], one["validUntil"]) for one in versions] == [("2.0.0", None), ("1.0.0", "2026-12-31")]


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
    assert answer.json()["errors"][1]["detail"].startswith("Line 2, column year: ")


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
    assert [one["version"] for one in reading.get(path).json()["items"]] == ["1.0.0"]


def test_a_draft_is_seen_by_administrators_alone_and_people_by_their_pseudonym(http: TestClient) -> None:
    propose(http, "yearly-chains", YEARLY)
    path = f"{LISTS}/yearly-chains/versions"

    assert [one["version"] for one in http.get(path).json()["items"]] == ["1.0.0"]
    assert http.get(f"{path}/2.0.0").status_code == 404
    seen = http.get(path, headers=PUBLISHER).json()["items"]
    assert [(one["version"], one["state"]) for one in seen] == [("2.0.0", "draft"), ("1.0.0", "published")]
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


def test_a_sender_reads_what_everybody_reads(reading: TestClient, database_module: str) -> None:
    registered(database_module, "ingest:write", client="sender", party=BZK)

    answer = reading.get(f"{LISTS}/clusters", headers=bearer(reading, "sender"))

    assert answer.status_code == 200
    assert answer.json()["proposedBy"] is None
