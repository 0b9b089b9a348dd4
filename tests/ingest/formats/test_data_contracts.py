"""Each data contract has a schema, a template and an example, which goes in every way without a finding."""

import csv
import io
from collections.abc import Iterator

import openpyxl
import pytest
from fastapi.testclient import TestClient
from jsonschema_rs import Draft202012Validator, meta

from services.ingest.data_contracts.columns import columns_of
from services.ingest.data_contracts.rows import rows_of
from services.ingest.data_contracts.table import DATA_CONTRACTS
from services.ingest.format_list.rules import example_of
from services.ingest.formats.own_records.tables.xlsx_source import OWN_RECORDS_XLSX
from tests.ingest.service.builders import ingest_on

XLSX = OWN_RECORDS_XLSX.media_types[0]
NAMES = [contract.format_name() for contract in DATA_CONTRACTS]


@pytest.fixture
def http(database: str) -> Iterator[TestClient]:
    with ingest_on(database) as client:
        yield client


def rows(name: str) -> list[list[str]]:
    contract = next(each for each in DATA_CONTRACTS if each.format_name() == name)
    return rows_of(contract.example, columns_of(contract))


def tried(http: TestClient, body: bytes, media_type: str) -> tuple[dict[str, int], list[tuple[str, str]]]:
    answer = http.post("/v1/validations", content=body, headers={"Content-Type": media_type})
    assert answer.status_code == 200, answer.text
    said = answer.json()
    return said["records"], [(each["code"], each["location"]) for each in said["findings"]]


@pytest.mark.parametrize("name", NAMES)
def test_its_example_goes_in_as_json_csv_and_filled_template_without_a_finding(http: TestClient, name: str) -> None:
    accepted: tuple[dict[str, int], list[tuple[str, str]]] = ({"accepted": 1, "refused": 0}, [])
    example = http.get(f"/v1/data-contracts/{name}/example")
    assert tried(http, example.content, "application/json") == accepted
    shown = http.get(f"/v1/data-contracts/{name}/example", headers={"Accept": "text/csv"})
    assert tried(http, shown.content, "text/csv") == accepted
    address = f"/v1/data-contracts/{name}/template"
    text = http.get(address, headers={"Accept": "text/csv"}).content.decode("utf-8-sig")
    filled = io.StringIO(text)
    filled.seek(0, io.SEEK_END)
    csv.writer(filled, delimiter=";").writerows(rows(name))
    assert tried(http, filled.getvalue().encode(), "text/csv") == accepted
    book = openpyxl.load_workbook(io.BytesIO(http.get(address).content))
    assert book.active is not None
    for row in rows(name):
        book.active.append(row)
    body = io.BytesIO()
    book.save(body)
    assert tried(http, body.getvalue(), XLSX) == accepted


@pytest.mark.parametrize("name", NAMES)
def test_its_schema_accepts_its_example_and_nothing_of_another_form(http: TestClient, name: str) -> None:
    schema = http.get(f"/v1/data-contracts/{name}/schema").json()
    assert meta.is_valid(schema)
    contract = next(each for each in DATA_CONTRACTS if each.format_name() == name)
    judge = Draft202012Validator(schema)
    assert list(judge.iter_errors(example_of(contract))) == []
    assert list(judge.iter_errors({**example_of(contract), "senderVersion": 0})) != []


@pytest.mark.parametrize("name", NAMES)
def test_its_table_schema_names_the_headings_of_its_template(http: TestClient, name: str) -> None:
    fields = http.get(f"/v1/data-contracts/{name}/table-schema").json()["fields"]
    book = openpyxl.load_workbook(io.BytesIO(http.get(f"/v1/data-contracts/{name}/template").content))
    assert book.active is not None
    headings = [cell.value for cell in next(book.active.iter_rows())]
    assert [field["name"] for field in fields] == headings
    assert len(set(headings)) == len(headings)


def test_the_formats_list_every_data_contract_with_its_addresses(http: TestClient) -> None:
    listed = http.get("/v1/formats").json()["dataContracts"]
    assert [each["name"] for each in listed] == NAMES
    for each in listed:
        for address in ("schemaUrl", "tableSchemaUrl", "templateUrl", "exampleUrl"):
            assert http.get(each[address]).status_code == 200


def test_an_unknown_data_contract_is_told_which_there_are(http: TestClient) -> None:
    answer = http.get("/v1/data-contracts/ppds-registraties/schema")
    assert answer.status_code == 404
    assert "ppds-registration" in answer.text
