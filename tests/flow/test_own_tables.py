"""A body's own records by command, on running services: from an empty table to one that is mended, of every kind."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from client.command.app import sender_app
from services.ingest.data_contracts.table import DATA_CONTRACTS
from services.ingest.format_list.rules import example_of
from tests.flow.house import House, house_on
from tests.services import client_key, register_client

SAMPLES = Path(__file__).resolve().parents[1] / "samples" / "eforms"
NAMES = [each.format_name() for each in DATA_CONTRACTS]
PLANTED = [
    ["sleutel", "datum", "wat", "staffel", "thema's"],
    ["BON-1", "14-04-2026", "cpv:39130000", "2", "klimaat"],
    ["BON-2", "31-31-2026", "cpv:39130000", "2", "klimaat"],
]
MAPPING = {"dataContract": "ppds-registration", "columns": {"Bonnummer": "senderKey", "Inkoopdag": "awardedOn"}}


@dataclass
class Desk:
    """Somebody at a body, in a folder, who types commands."""

    house: House
    folder: Path
    options: list[str]

    def types(self, *words: str) -> Result:
        with chdir(self.folder):
            return CliRunner().invoke(sender_app(), [*self.options, *words])


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[House]:
    with house_on(database_module, only=("registry", "ingest"), workers=("ingest",)) as running:
        yield running


@pytest.fixture
def desk(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    for name in ("PPDS_CLIENT_ID", "PPDS_CLIENT_KEY_FILE", "PPDS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.setenv("COLUMNS", "200")
    services = house.services
    body = services.add_party(f"Voorbeeldgemeente {tmp_path.name}")
    scopes = ("ingest:write", "ingest:read", "ingest:any-buyer")
    client = f"desk-{tmp_path.name}".replace("_", "-")
    register_client(services.database_url, client, scopes=scopes, party=body)
    key = tmp_path / "key.pem"
    key.write_text(client_key().pem())
    folder = tmp_path / "work"
    folder.mkdir()
    options = ["--lang", "en", "--registry-url", services.registry_url, "--ingest-url", services.ingest_url]
    return Desk(house, folder, [*options, "--client-id", client, "--client-key-file", str(key)])


def write_csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)


def test_a_folder_of_every_kind_of_record_and_notice_sorts_itself(desk: Desk) -> None:
    """Of each data contract a table, a workbook or JSON, beside notices: each ends as what it is."""
    mixed = desk.folder / "mixed"
    mixed.mkdir()
    for number, contract in enumerate(DATA_CONTRACTS):
        name = contract.format_name()
        if number % 3 == 0:
            (mixed / f"{name}.json").write_text(json.dumps(example_of(contract)), encoding="utf-8")
        elif number % 3 == 1:
            assert desk.types("template", name, "--format", "json", "-o", f"mixed/{name}.json").exit_code == 0
        else:
            example = desk.house.sender.get(f"/data-contracts/{name}/example", headers={"Accept": "text/csv"})
            (mixed / f"{name}.csv").write_bytes(example.content)
    shutil.copy(SAMPLES / "call.xml", mixed)
    (mixed / "letter.pdf").write_text("%PDF")
    pushed = desk.types("push", "mixed")
    assert pushed.exit_code == 0, pushed.output
    assert "letter.pdf" in pushed.output
    listed = json.loads(desk.types("submissions", "--json").output)["items"]
    kinds = {
        record["kind"]
        for each in listed
        for record in json.loads(desk.types("get", "ingest", f"/v1/submissions/{each['id']}/records").output)["items"]
    }
    assert kinds == {"notice", *(each.kind.value for each in DATA_CONTRACTS)}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_is_written_and_never_over_what_is_there(desk: Desk, name: str) -> None:
    made = desk.types("template", name)
    assert made.exit_code == 0, made.output
    assert openpyxl.load_workbook(desk.folder / f"{name}.xlsx").worksheets[0].max_row == 1
    again = desk.types("template", name.removeprefix("ppds-"))
    assert (again.exit_code, "exists" in again.output) == (2, True)
    assert desk.types("template", name, "--format", "csv", "--json").output.strip().endswith("}")
    assert (desk.folder / f"{name}.csv").exists()


def test_templates_are_listed_and_a_typing_mistake_gets_the_nearest(desk: Desk) -> None:
    assert all(name in desk.types("template").output for name in NAMES)
    assert [each["name"] for each in json.loads(desk.types("template", "--json").output)] == NAMES
    mistaken = desk.types("template", "ppds-registratoin")
    assert (mistaken.exit_code, "Did you mean ppds-registration?" in mistaken.output) == (2, True)


def test_a_table_with_faults_is_fetched_mended_and_pushed_without_a_finding(desk: Desk) -> None:
    write_csv(desk.folder / "bonnen.csv", PLANTED)
    pushed = desk.types("push", "bonnen.csv")
    assert (pushed.exit_code, "ppds fix bonnen.csv" in pushed.output) == (5, True)
    fixed = desk.types("fix", "bonnen.csv")
    assert (fixed.exit_code, "row 3, datum" in fixed.output) == (5, True), fixed.output
    returned = desk.folder / "bonnen-bevindingen.csv"
    text = returned.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [row[5] for row in rows] == ["bevinding (code)", "", "REC-008"]
    assert desk.types("fix", "bonnen.csv").exit_code == 2, "work would be lost"
    rows[2][1] = "15-04-2026"
    write_csv(returned, rows)
    assert desk.types("push", "bonnen-bevindingen.csv").exit_code == 0
    assert "nothing to mend" in desk.types("fix").output
    assert json.loads(desk.types("fix", "--json").output)["findings"] == []


def test_fix_knows_only_what_was_pushed_from_here(desk: Desk) -> None:
    assert "Nothing was sent yet" in desk.types("fix").output
    write_csv(desk.folder / "bonnen.csv", PLANTED)
    told = desk.types("fix", "bonnen.csv")
    assert (told.exit_code, "was not sent with this content" in told.output) == (2, True)


def test_the_tasks_are_by_due_date_and_a_sheet_asks_for_what_was_not_reported(desk: Desk) -> None:
    assert "nothing" in desk.types("todo").output
    contract = {**example_of(next(each for each in DATA_CONTRACTS if each.format_name() == "ppds-contract"))}
    commitment = {**contract["commitments"][0], "key": "C1", "dueOn": "2025-08-31"}
    contract |= {
        "startsOn": "2024-09-01",
        "endsOn": "2025-08-31",
        "signedOn": "2024-07-06",
        "commitments": [commitment],
    }
    (desk.folder / "contract.json").write_text(json.dumps(contract), encoding="utf-8")
    desk.types("push", "contract.json")
    tasks = json.loads(desk.types("todo", "--json").output)
    assert [each["senderKey"] for each in tasks["contracts"]] == [contract["senderKey"]]
    shown = desk.types("todo").output
    assert "2025-08-31" in shown
    ident = tasks["contracts"][0]["id"]
    assert f"ppds sheet {ident}" in shown
    assert desk.types("sheet", ident, "-o", "vraag.xlsx").exit_code == 0
    assert openpyxl.load_workbook(desk.folder / "vraag.xlsx").worksheets[0].max_row > 1


def test_a_mapping_is_kept_used_and_removed(desk: Desk) -> None:
    (desk.folder / "mapping.json").write_text(json.dumps(MAPPING), encoding="utf-8")
    write_csv(
        desk.folder / "export.csv",
        [["Bonnummer", "Inkoopdag", "wat", "staffel"], ["B-1", "14-04-2026", "cpv:39130000", "1"]],
    )
    assert desk.types("push", "export.csv", "--mapping", "bonnen").exit_code != 0
    assert desk.types("mapping", "put", "bonnen", "mapping.json").exit_code == 0
    assert "yourself" in desk.types("mapping", "list").output
    assert "awardedOn" in desk.types("mapping", "show", "bonnen").output
    pushed = desk.types("push", "export.csv", "--mapping", "bonnen")
    assert pushed.exit_code == 0, pushed.output
    taken_over = desk.types("mapping", "show", "mvi-zet", "--json").output
    (desk.folder / "mine.json").write_text(taken_over, encoding="utf-8")
    assert desk.types("mapping", "put", "mine", "mine.json").exit_code == 0
    assert desk.types("mapping", "put", "mvi-zet", "mine.json").exit_code == 4
    (desk.folder / "broken.json").write_text("{", encoding="utf-8")
    assert desk.types("mapping", "put", "mine", "broken.json").exit_code == 2
    assert desk.types("mapping", "remove", "mine").exit_code == 0
    assert desk.types("mapping", "remove", "mine").exit_code == 2
