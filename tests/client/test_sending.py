"""`ppds push` and `ppds validate`: what they say they did with every file, and how they end."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from client.command.app import sender_app
from client.http import DataSpace
from client.profile import Profile
from tests.client.stage import Prepared, Stage

SUBMISSIONS = "/v1/submissions"
PROBLEM = {"code": "ING-002", "severity": "error", "message": {"nl": "Dit is geen XML.", "en": "This is no XML."}}


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PPDS_CLIENT_ID", "PPDS_CLIENT_KEY_FILE", "PPDS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("client.http._ATTEMPTS", 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "notices"
    folder.mkdir()
    return folder


def ppds(profile: Profile, *arguments: str, language: str = "en") -> Result:
    options = ["--lang", language, "--registry-url", profile.registry_url, "--ingest-url", profile.ingest_url]
    options += ["--client-id", str(profile.client_id), "--client-key-file", str(profile.client_key_file)]
    return CliRunner().invoke(sender_app(), [*options, *arguments])


def becomes(stage: Stage, **more: object) -> None:
    """Let every document become a submission that ends so."""
    counts = {"records": 1, "accepted": 1}
    stage.prepare(SUBMISSIONS, Prepared(202, {"id": "s1", "state": "received"}))
    stage.prepare(f"{SUBMISSIONS}/s1", Prepared(content={"id": "s1", "state": "done", "counts": counts, **more}))
    stage.prepare(f"{SUBMISSIONS}/s1/findings", Prepared(content={"items": [], "next": None}))


def line_of(result: Result, name: str) -> str:
    [line] = [line for line in result.output.splitlines() if name in line]
    return " ".join(line.split())


def test_every_file_of_a_folder_is_named_with_what_became_of_it(stage: Stage, profile: Profile, folder: Path) -> None:
    becomes(stage)
    for name, content in (("a.xml", "<a/>"), ("b.xml", "<b/>"), ("letter.pdf", "x"), ("empty.xml", "")):
        (folder / name).write_text(content)
    result = ppds(profile, "push", str(folder))
    assert "s1 1 accepted" in line_of(result, "a.xml")
    assert "s1 1 accepted" in line_of(result, "b.xml")
    assert "not sent: Its name does not tell its format" in line_of(result, "letter.pdf")
    assert "not sent: The file is empty." in line_of(result, "empty.xml")
    assert result.exit_code == 1


def test_a_file_that_was_never_meant_to_be_sent_is_named_and_changes_no_exit_code(
    stage: Stage, profile: Profile, folder: Path
) -> None:
    becomes(stage)
    (folder / "a.xml").write_text("<a/>")
    (folder / "README").write_text("x")
    result = ppds(profile, "push", str(folder))
    assert (result.exit_code, "not sent" in line_of(result, "README")) == (0, True)
    assert ppds(profile, "push", str(folder), str(folder / "README")).exit_code == 1


@pytest.mark.parametrize("command", ["push", "validate"])
@pytest.mark.parametrize(
    ("name", "code", "said"),
    [(None, 1, "There is nothing to send in"), ("letter.pdf", 1, "Its name does not tell its format")],
)
def test_a_folder_with_nothing_to_send_is_said_and_ends_with_one(
    profile: Profile, folder: Path, command: str, name: str | None, code: int, said: str
) -> None:
    if name:
        (folder / name).write_text("x")
    result = ppds(profile, command, str(folder))
    assert (result.exit_code, said in result.output) == (code, True), result.output


@pytest.mark.parametrize("command", ["push", "validate"])
def test_a_path_with_a_typing_mistake_stops_before_anything_is_sent(
    stage: Stage, profile: Profile, folder: Path, command: str
) -> None:
    (folder / "a.xml").write_text("<a/>")
    result = ppds(profile, command, str(folder / "a.xml"), str(folder / "b.xml"))
    assert (result.exit_code, "There is no file" in result.output) == (2, True)
    assert not stage.requests(SUBMISSIONS)
    assert not stage.requests("/v1/validations")


def test_what_was_sent_before_is_said(stage: Stage, profile: Profile, folder: Path) -> None:
    becomes(stage)
    (folder / "a.xml").write_text("<a/>")
    assert ppds(profile, "push", str(folder)).exit_code == 0
    assert "s1 1 accepted, sent before" in line_of(ppds(profile, "push", str(folder)), "a.xml")


def test_a_submission_that_failed_ends_with_the_reason_that_the_service_gives(
    stage: Stage, profile: Profile, folder: Path
) -> None:
    becomes(stage, state="failed", problem=PROBLEM)
    (folder / "a.xml").write_text("no xml")
    result = ppds(profile, "push", str(folder), language="nl")
    assert "verwerking mislukt: Dit is geen XML." in line_of(result, "a.xml")
    assert result.exit_code == 5


def test_a_document_that_is_refused_is_named_and_the_others_go_on(stage: Stage, profile: Profile, folder: Path) -> None:
    becomes(stage)
    accepted, refusal = Prepared(202, {"id": "s1", "state": "received"}), Prepared(413, {"title": "Too large"})
    stage.prepare(SUBMISSIONS, refusal, accepted)
    for name in "abc":
        (folder / f"{name}.xml").write_text(f"<{name}/>")
    result = ppds(profile, "push", str(folder), "--senders", "1")
    assert "failed: 413 Too large." in line_of(result, "a.xml")
    assert "1 accepted" in line_of(result, "b.xml")
    assert "1 accepted" in line_of(result, "c.xml")
    assert result.exit_code == 4


def test_after_a_client_is_refused_no_more_documents_are_tried(stage: Stage, profile: Profile, folder: Path) -> None:
    stage.prepare(SUBMISSIONS, Prepared(403, {"title": "Refused", "detail": "This body is not admitted."}))
    for name in "abc":
        (folder / f"{name}.xml").write_text(f"<{name}/>")
    result = ppds(profile, "push", str(folder), "--senders", "1")
    assert "failed: 403 Refused: This body is not admitted." in line_of(result, "a.xml")
    assert "Not sent, because an earlier file was held back: 403 Refused" in line_of(result, "c.xml")
    assert "ppds me" in line_of(result, "a.xml")
    assert result.exit_code == 4
    assert len(stage.requests(SUBMISSIONS)) == 1


@pytest.mark.parametrize("broken", [Prepared(0), Prepared(503)])
def test_a_post_that_fails_ends_with_the_reason_and_the_files_that_were_not_tried(
    stage: Stage, profile: Profile, folder: Path, broken: Prepared
) -> None:
    stage.prepare(SUBMISSIONS, broken)
    for name in "abc":
        (folder / f"{name}.xml").write_text(f"<{name}/>")
    result = ppds(profile, "push", str(folder), "--senders", "1")
    assert re.search(r"failed: \w+ (at \S+ was too busy|does not answer at)", line_of(result, "a.xml"))
    assert "Not sent, because" in line_of(result, "c.xml")
    assert result.exit_code == 3


def test_a_file_that_cannot_be_read_is_named_and_the_others_go_on(
    stage: Stage, profile: Profile, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    becomes(stage)
    for name in "ab":
        (folder / f"{name}.xml").write_text(f"<{name}/>")
    whole = DataSpace.deliver

    def deliver(space: DataSpace, document: object) -> object:
        if "a.xml" in str(document):
            raise PermissionError(13, "Permission denied")
        return whole(space, document)  # type: ignore[arg-type]

    monkeypatch.setattr(DataSpace, "deliver", deliver)
    result = ppds(profile, "push", str(folder))
    assert "failed: The file cannot be read: Permission denied." in line_of(result, "a.xml")
    assert "1 accepted" in line_of(result, "b.xml")
    assert result.exit_code == 1


def test_a_wait_that_is_over_says_where_to_look_later(stage: Stage, profile: Profile, folder: Path) -> None:
    becomes(stage, state="received")
    (folder / "a.xml").write_text("<a/>")
    result = ppds(profile, "push", str(folder), "--timeout", "0")
    assert "Submission s1 is still received" in line_of(result, "a.xml")
    assert "Look later: ppds submission s1" in line_of(result, "a.xml")
    assert result.exit_code == 1


def test_of_very_many_files_those_that_went_well_are_counted_and_the_others_named(
    stage: Stage, profile: Profile, folder: Path
) -> None:
    becomes(stage)
    stage.prepare(SUBMISSIONS, Prepared(413, {"title": "Too large"}), Prepared(202, {"id": "s1", "state": "received"}))
    for number in range(60):
        (folder / f"{number:02}.xml").write_text(f"<a{number}/>")
    result = ppds(profile, "push", str(folder), "--senders", "1")
    assert "Too large" in line_of(result, "00.xml")
    assert "And 9 that were wholly accepted." in result.output


def test_validate_goes_on_after_a_file_that_is_refused_and_names_what_it_could_not_try(
    stage: Stage, profile: Profile, folder: Path
) -> None:
    fine = Prepared(content={"records": {"accepted": 1, "refused": 0}})
    stage.prepare("/v1/validations", Prepared(413, {"title": "Too large"}), fine)
    for name, content in (("a.xml", "<a/>"), ("b.xml", "<b/>"), ("letter.pdf", "x"), ("empty.xml", "")):
        (folder / name).write_text(content)
    result = ppds(profile, "validate", str(folder))
    assert "413 Too large." in line_of(result, "a.xml")
    assert "1 accepted, 0 refused" in line_of(result, "b.xml")
    assert "does not tell its format" in line_of(result, "letter.pdf")
    assert "The file is empty." in line_of(result, "empty.xml")
    assert result.exit_code == 4


def test_validate_ends_with_five_when_something_would_be_refused(stage: Stage, profile: Profile, folder: Path) -> None:
    finding = {"code": "EF-001", "severity": "error", "location": "/a", "message": {"nl": "fout", "en": "wrong"}}
    answer = {"records": {"accepted": 0, "refused": 1}, "findings": [finding]}
    stage.prepare("/v1/validations", Prepared(content=answer))
    (folder / "a.xml").write_text("<a/>")
    result = ppds(profile, "validate", str(folder))
    assert (result.exit_code, "EF-001" in result.output) == (5, True)
    shown = json.loads(ppds(profile, "validate", str(folder), "--json").stdout)
    assert [finding["code"] for finding in shown[str(folder / "a.xml")]["findings"]] == ["EF-001"]


def test_progress_is_for_who_watches_and_the_report_for_who_reads(stage: Stage, profile: Profile, folder: Path) -> None:
    becomes(stage)
    (folder / "a.xml").write_text("<a/>")
    result = ppds(profile, "push", str(folder))
    assert "processed" in result.stderr
    assert "processed" not in result.stdout
    assert "a.xml" in result.stdout
