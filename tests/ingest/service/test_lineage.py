"""From a procedure down to the bytes of its notices, for every reader; what is withheld stays so and is said."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.ingest.service.builders import (
    LINES,
    OIN_OF_ALPHA,
    XML,
    Sender,
    alpha,
    beta,
    ingest_on,
    ndjson,
    release,
    work_off,
)

SAMPLES = Path("tests/samples/eforms")
CALL = (SAMPLES / "call.xml").read_bytes().replace(b"00000099000000001000", OIN_OF_ALPHA.encode())
IN_CLEAR = "5550001"
"""What stands in the clear in a field that is withheld."""
WITHHELD = (
    (SAMPLES / "withheld.xml")
    .read_bytes()
    .replace(b"00000099000000001000", OIN_OF_ALPHA.encode())
    .replace(b"11111111-2222-4333-8444", b"11111111-2222-4333-8555")
    .replace(b'<cbc:TotalAmount currencyID="EUR">-1<', f'<cbc:TotalAmount currencyID="EUR">{IN_CLEAR}<'.encode())
)
NOBODYS = "00000000-0000-4000-8000-000000000000"


@dataclass
class World:
    """A body that sent a call, an award that withholds fields and a release, and somebody else who reads."""

    reader: Sender
    notices: Mapping[str, dict[str, Any]]
    hashes: Mapping[str, str]


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    with ingest_on(database_module) as http:
        sender = Sender(http, alpha(database_module))
        reader = Sender(http, beta(database_module), client="client-2")
        bodies = {"call": (CALL, XML), "withheld": (WITHHELD, XML), "release": (ndjson([release(1)]), LINES)}
        sent = {name: sender.sent(*each) for name, each in bodies.items()}
        work_off(database_module)
        notices, hashes = {}, {}
        for name, submission in sent.items():
            [record] = sender.items(f"/submissions/{submission}/records")
            lineage = reader.get(f"/procedures/{record['procedure']}/lineage")
            assert lineage.status_code == 200, lineage.text
            [notices[name]] = [each for each in lineage.json()["notices"] if each["id"] == record["notice"]]
            hashes[name] = sender.get(f"/submissions/{submission}").json()["keptSha256"]
        yield World(reader, notices, hashes)


def lineage_of(world: World, name: str) -> dict[str, Any]:
    answer = world.reader.get(world.notices[name]["links"]["lineage"].removeprefix("/v1"))
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_each_value_of_a_notice_stands_at_its_place_in_the_bytes_that_are_handed_out(world: World) -> None:
    lineage = lineage_of(world, "call")
    source = world.reader.get(lineage["links"]["source"].removeprefix("/v1"))

    assert source.headers["content-type"] == "application/xml"
    assert source.headers["content-disposition"].startswith("attachment")
    origin = lineage["origin"]
    assert hashlib.sha256(source.content).hexdigest() == origin["sourceSha256"] == origin["keptSha256"]
    assert origin["keptSha256"] == world.hashes["call"]
    assert len(source.content) == origin["size"]
    assert origin["reader"]
    document = etree.fromstring(source.content)
    assert len(lineage["fields"]) > 20
    for field in lineage["fields"]:
        assert document.xpath(f"normalize-space({field['place']})", namespaces=namespaces()) == " ".join(
            field["value"].split()
        )
        assert document.xpath(f"count({field['place']})", namespaces=namespaces()) == 1


def namespaces() -> dict[str, str]:
    cbc, cac = "CommonBasicComponents", "CommonAggregateComponents"
    eforms = "http://data.europa.eu/p27/eforms-ubl-extension"
    return {
        "cbc": f"urn:oasis:names:specification:ubl:schema:xsd:{cbc}-2",
        "cac": f"urn:oasis:names:specification:ubl:schema:xsd:{cac}-2",
        "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
        "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
        "efac": f"{eforms}-aggregate-components/1",
        "efbc": f"{eforms}-basic-components/1",
    }


def test_a_value_says_what_it_became_and_of_which_lot(world: World) -> None:
    lineage = lineage_of(world, "call")
    procedure = world.reader.get(lineage["links"]["procedure"].removeprefix("/v1")).json()

    assert procedure["lots"]
    for lot in procedure["lots"]:
        said = {each["feeds"]: each["value"] for each in lineage["fields"] if each["lotId"] == lot["lotId"]}
        assert said["title"] == lot["title"]
        assert said["cpv"].startswith(lot["cpv"])


def test_what_is_withheld_is_named_and_neither_its_value_nor_its_source_comes_along(world: World) -> None:
    lineage = lineage_of(world, "withheld")

    assert IN_CLEAR.encode() in WITHHELD
    assert IN_CLEAR not in json.dumps(lineage)
    assert lineage["closed"] == "withheld"
    assert ("BT-161", "2030-06-30") in {(each["term"], each["until"]) for each in lineage["withheld"]}
    assert len(lineage["fields"]) > 20
    assert lineage["links"]["source"] is None
    assert world.reader.get(f"/notices/{lineage['id']}/source").status_code == 404


def test_a_release_is_followed_by_json_pointers(world: World) -> None:
    lineage = lineage_of(world, "release")
    source = world.reader.get(lineage["links"]["source"].removeprefix("/v1"))

    assert source.headers["content-type"] == "application/json"
    for field in lineage["fields"]:
        at: Any = json.loads(source.content)
        for step in field["place"].split("/")[1:]:
            at = at[int(step)] if isinstance(at, list) else at[step.replace("~1", "/").replace("~0", "~")]
        assert str(at if isinstance(at, str) else json.dumps(at)) == field["value"]


@pytest.mark.parametrize("path", ["/procedures/{}/lineage", "/notices/{}/lineage", "/notices/{}/source"])
def test_what_is_not_there_is_not_found(world: World, path: str) -> None:
    assert world.reader.get(path.format(NOBODYS)).status_code == 404
