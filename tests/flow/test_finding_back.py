"""`ppds show` finds a notice back by what its sender knows it by, and shows the way from there to the bytes."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from client.command.app import sender_app
from client.command.ending import Ending
from tests.flow.house import XML, House, house_on
from tests.services import client_key, eventually, register_client

CALL = Path("tests/samples/eforms/call.xml").read_bytes()
KEY = "INK-2026-0412"
NEWER = CALL.replace(b"<cbc:VersionID>02<", b"<cbc:VersionID>03<")


@dataclass
class Desk:
    """A house in which one notice was sent in two versions, and the command of its sender at 80 columns."""

    house: House
    options: list[str]
    sandbox: list[str]

    def ppds(self, *arguments: str, sandbox: bool = False) -> Result:
        options = self.sandbox if sandbox else self.options
        return CliRunner().invoke(sender_app(), [*options, *arguments], env={"COLUMNS": "80", "LANG": "en_GB.UTF-8"})


@pytest.fixture(scope="module")
def desk(database_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    key_file = tmp_path_factory.mktemp("keys") / "client.pem"
    key_file.write_text(client_key().pem())
    with house_on(database_module, only=("registry", "ingest"), workers=("ingest",)) as house:
        house.deliver(CALL, XML, key=KEY)
        house.deliver(NEWER, XML)
        register_client(
            database_module, "finder", scopes=("ingest:write", "ingest:read", "ingest:any-buyer"), party=house.party
        )
        services = house.services
        where = ["--registry-url", services.registry_url, "--ingest-url", services.ingest_url]
        test_body = services.http_of_test_body("ingest")
        sent = test_body.post("/submissions", content=CALL, headers={"Content-Type": XML})
        assert sent.status_code == 202
        submission = f"/submissions/{sent.json()['id']}"
        eventually(lambda: test_body.get(submission).json()["state"] == "done")
        client = test_body.get("/me").json()["client"]
        of = ["--client-key-file", str(key_file), "--client-id"]
        yield Desk(house, [*where, *of, "finder"], [*where, *of, client])


@pytest.mark.parametrize(
    "known_by", ["bbbbbbbb-2222-4333-8444-555555555555", "00123456-2026", "bbbbbbbb-2222-4333-8444-555555555555-02"]
)
def test_a_notice_is_shown_with_who_sent_it_which_version_is_in_force_and_its_procedure(
    desk: Desk, known_by: str
) -> None:
    shown = desk.ppds("show", known_by)
    assert shown.exit_code == Ending.DONE, shown.output
    flat = " ".join(shown.output.split())
    for part in ("no, replaced", "yes", "Voorbeeldcentrale Kennisgevingen", desk.house.party, "harvested", KEY, "CMP-"):
        assert part in flat, part
    for submission in desk.house.all("/submissions"):
        assert submission["receivedSha256"] in flat
        assert f"/v1/submissions/{submission['id']}/payload" in flat
    assert max(map(len, _broken(shown.output))) <= 80


def test_the_way_to_the_bytes_ends_at_what_was_sent(desk: Desk) -> None:
    answer = json.loads(desk.ppds("show", KEY, "--json").stdout)
    [submission] = answer["submissions"]
    assert submission["receivedSha256"] == hashlib.sha256(CALL).hexdigest()
    kept = desk.house.sender.get(f"/submissions/{submission['id']}/payload").content
    assert submission["keptSha256"] == hashlib.sha256(kept).hexdigest()
    assert [notice["version"] for notice in answer["notices"]] == ["02"]
    assert {finding["ordinal"] for finding in answer["findings"]} <= {0}


def test_a_test_body_finds_back_what_it_rehearsed(desk: Desk) -> None:
    shown = desk.ppds("show", "bbbbbbbb-2222-4333-8444-555555555555", sandbox=True)
    assert shown.exit_code == Ending.DONE, shown.output
    assert "Sent by you" in shown.output
    assert "Notices" not in shown.output


def test_what_nobody_sent_is_wrong_use_and_says_what_to_name(desk: Desk) -> None:
    shown = desk.ppds("show", "00999999-2026")
    assert shown.exit_code == Ending.WRONG_USE
    assert "'00999999-2026'" in shown.output


def _broken(output: str) -> list[str]:
    """Its lines, those of one long word aside: an address or a hash stays whole, to be copied."""
    return [line for line in output.splitlines() if len(line.split()) > 1 and not line.startswith("curl")]
