"""What the data space publishes as OCDS and RDF keeps its shape, and the OCDS comes back with the same figures.

Compared are the rows of procedures, lots and winners, column by column: every figure is made of those alone.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

import jsonschema_rs
import pytest
from pyshacl import validate
from rdflib import RDF, SH, Graph, Namespace

from demo import write
from deploy.embedded import role_url
from deploy.local_registry import LocalRegistry
from tests.conftest import copy
from tests.flow.house import LINES, House, house_on, query
from tests.flow.sending_the_year import send

Row: TypeAlias = dict[str, Any]
Rows: TypeAlias = dict[tuple[Any, ...], Row]

SCHEMA: Final = Path(__file__).resolve().parents[1] / "ingest/open_data/ocds-release-schema.json"
SHAPES: Final = SCHEMA.parent / "epo-shapes.ttl"
EPO: Final = Namespace("http://data.europa.eu/a4g/ontology#")
PART: Final = ("eforms/2025-01.zip", "ocds/pakket-001.json")
YEARS: Final = (2023, 2024, 2025, 2026)

HOW_IT_CAME: Final = frozenset(
    {"id", "key", "procedure", "ocid", "since_change", "content_hash", "notice_ids", "findings", "contracts", "buyers"}
)
"""Names of ours, and what is said of the notices rather than of the procurement."""
OF_THE_PLACE: Final = frozenset({"evidence", "price_weight_notice", "price_weight_place"})
NOT_SAID_IN_OCDS: Final[Mapping[str, str]] = {
    "signals_in_text": "the texts of criteria are not published",
    "threshold_rule": "the regime that the subtype of an eForms notice names",
    "above_threshold": "as threshold_rule",
    "stage": "a notice before a direct award is told as its award",
}
THEMES: Final = frozenset(
    {"climate", "circular", "pollution_biodiversity", "human_rights_labour", "diversity_inclusion", "social_return"}
)


@dataclass(frozen=True)
class RoundTrip:
    """Where the documents were sent, where its export was sent, and the export."""

    first: str
    second: str
    lines: bytes
    turtle: str


@pytest.fixture(scope="module")
def trip(
    database_module: str, postgres_url: str, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RoundTrip]:
    folder: Path = tmp_path_factory.mktemp("demo-year")
    ledger = write(folder, packed=True)
    with copy(postgres_url, template) as other:
        for url in (database_module, other):
            registry = LocalRegistry(role_url(url, "ppds_registry"))
            assert registry.import_parties(folder / "parties.csv", demo=True).refused == 0
        with house_on(database_module, only=("registry", "ingest"), workers=("ingest",)) as house:
            send(house, folder, replace(ledger, files=tuple(each for each in ledger.files if str(each.path) in PART)))
            lines = _exported(house)
            turtle = house.sender.get("/rdf/procedures", params={"year": 2025}).text
        with house_on(other, only=("registry", "ingest"), workers=("ingest",)) as house:
            assert house.deliver(lines, LINES, seconds=180)["counts"]["refused"] == 0
        yield RoundTrip(database_module, other, lines, turtle)


def test_our_own_export_gives_the_same_rows(trip: RoundTrip) -> None:
    for table, key in (("procedure", ""), ("lot", "lot_id"), ("winner", "lot_id tender_id")):
        first, second = _rows(trip.first, table, key, own=True), _rows(trip.second, table, key, own=False)
        extra = {place for place in second.keys() - first.keys() if not _is_of_plan(second[place])}
        assert len(first) > 30
        assert (sorted(first.keys() - second.keys()), sorted(extra)) == ([], []), table
        differing = {
            f"{table} {place} {name}: {value!r}, read back as {second[place].get(name)!r}"
            for place, row in first.items()
            for name, value in row.items()
            if value != second[place].get(name) and not _cannot_survive(name, row)
        }
        assert sorted(differing) == []


def test_every_release_keeps_the_schema_of_ocds(trip: RoundTrip) -> None:
    validator = jsonschema_rs.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")), validate_formats=True)
    releases = [json.loads(line) for line in trip.lines.splitlines()]

    assert len(releases) > 50
    assert [str(error) for each in releases for error in validator.iter_errors(each)] == []
    assert len({each["id"] for each in releases}) == len(releases)


def test_the_rdf_keeps_our_shapes(trip: RoundTrip) -> None:
    whole = Graph().parse(data=trip.turtle, format="turtle")
    part = "\n".join(re.split(r"(?m)^(?=<[^#>]*> a epo:Procedure)", trip.turtle)[:16])

    keeps, _, report = validate(Graph().parse(data=part, format="turtle"), shacl_graph=Graph().parse(SHAPES))

    assert len(set(whole.subjects(RDF.type, EPO.Lot))) > 30
    assert keeps, report


def test_the_shapes_see_an_amount_without_currency_and_a_lot_of_nobody(trip: RoundTrip) -> None:
    graph = Graph().parse(data=trip.turtle, format="turtle")
    for unwanted in (*graph.triples((None, EPO.hasCurrency, None)), *graph.triples((None, EPO.describesLot, None))):
        graph.remove(unwanted)

    keeps, report, _ = validate(graph, shacl_graph=Graph().parse(SHAPES))

    assert not keeps
    assert {EPO.hasCurrency, EPO.describesLot} <= set(report.objects(None, SH.resultPath))


def _exported(house: House) -> bytes:
    asked = ({"year": year} for year in YEARS)
    answers = [house.sender.get("/ocds/releases", params=each, headers={"Accept": LINES}) for each in asked]
    assert {answer.status_code for answer in answers} == {200}
    return b"".join(answer.content for answer in answers)


def _rows(url: str, table: str, key: str, *, own: bool) -> Rows:
    """Rows by procedure and key. What is bought under a dynamic purchasing system is named by its notice: left out."""
    of = "p.id::text" if own else "right(p.ocid, 36)"
    joined = "p.id = t.id" if table == "procedure" else "p.id = t.procedure"
    statement = f"select {of}, to_jsonb(t) from procurement.{table} t join procurement.procedure p on {joined}"  # noqa: S608
    return {
        (procedure, *(str(row[name]).partition("/")[0] for name in key.split()), row.get("awarded_on")): row
        for procedure, row in query(url, statement)
    }


def _is_of_plan(row: Row) -> bool:
    """A lot that a plan without lots is read with; it never counts."""
    return bool(not row["counted"] and row.get("state") == "running")


def _cannot_survive(name: str, row: Row) -> bool:
    """What OCDS has no words for: as docs/how-to/open-data.md lists it."""
    if name in HOW_IT_CAME or name in OF_THE_PLACE or name in NOT_SAID_IN_OCDS:
        return True
    if name == "lot_id":
        return "/" in str(row["lot_id"])
    if name == "gpp_criteria":
        return str(row[name]) == "no"
    contradicted = "conflicting" in {row.get(theme) for theme in THEMES}
    of_themes = name in THEMES or name in ("any_theme", "strategic_fields_complete")
    return of_themes and (contradicted or "lot_id" not in row)
