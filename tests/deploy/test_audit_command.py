"""`ppds audit`: an export that can be checked, and what was changed in the database itself."""

import hashlib
import json
import stat
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner, Result

from deploy.command.app import operator_app
from shared.log.audit import AuditedSchema, record_act


def ppds(*arguments: str, language: str = "en") -> Result:
    return CliRunner().invoke(operator_app(), ["--lang", language, *arguments], env={"COLUMNS": "200"})


def execute(url: str, *statements: str) -> None:
    """What somebody with every right on the database could do: triggers do not stop them."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        connection.execute("set session_replication_role = replica")
        for statement in statements:
            connection.execute(statement.encode())


def write(url: str, schema: AuditedSchema, *, times: int) -> None:
    engine = create_engine(url, poolclass=NullPool)
    for number in range(times):
        with Session(engine) as session:
            record_act(
                session,
                schema,
                actor="client-7",
                act="thing.make",
                subject=f"{schema}-{number}",
                detail={"zeé\u2028": 10**30, "list": [None, True, {"b": 1, "a": "2"}]},
            )
            session.commit()
    engine.dispose()


@pytest.fixture
def trails(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with ten acts in two trails, four in another and none in the fourth."""
    monkeypatch.setenv("PPDS_DATABASE_URL", database)
    for _ in range(2):
        write(database, "registry", times=5)
        write(database, "ingest", times=5)
        write(database, "kpi", times=2)
    return database


@pytest.fixture
def exported(trails: str, tmp_path: Path) -> Path:
    file = tmp_path / "audit.ndjson"
    result = ppds("audit", "export", str(file))
    assert result.exit_code == 0, result.output
    return file


@pytest.mark.usefixtures("trails")
def test_trails_that_nobody_touched_are_whole() -> None:
    result = ppds("audit", "verify")
    assert result.exit_code == 0, result.output
    assert "The audit trails are whole." in result.output
    assert "De audittrails zijn heel." in ppds("audit", "verify", language="nl").output


def test_an_export_holds_every_act_in_order_of_time_with_heads_and_checksum_at_its_end(exported: Path) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    entries, end = [json.loads(line) for line in lines[:-1]], json.loads(lines[-1])
    assert len(entries) == end["entries"] == 24
    assert {name: head["entries"] for name, head in end["heads"].items()} == {
        "registry": 10,
        "ingest": 10,
        "procurement": 0,
        "kpi": 4,
    }
    assert [entry["recorded_at"] for entry in entries] == sorted(entry["recorded_at"] for entry in entries)
    assert end["sha256"] == hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600


def test_an_export_is_never_overwritten(exported: Path) -> None:
    before = exported.read_bytes()
    result = ppds("audit", "export", str(exported))
    assert result.exit_code == 2
    assert exported.read_bytes() == before


def test_an_earlier_export_still_stands_after_more_acts(trails: str, exported: Path) -> None:
    write(trails, "registry", times=3)
    write(trails, "procurement", times=1)
    result = ppds("audit", "verify", "--against", str(exported))
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("update registry.audit_event set actor = 'somebody' where number = 4", "the entry was changed"),
        ("delete from registry.audit_event where number = 4", "an entry before it is missing"),
        ("delete from registry.audit_event where number > 7", "up to this one, were removed"),
        ("delete from registry.audit_event", "up to this one, were removed"),
        ("update registry.audit_head set number = 3", "it was moved back"),
        ("delete from registry.audit_head", "the head is missing"),
    ],
    ids=["changed", "middle removed", "tail removed", "all removed", "head moved back", "head removed"],
)
def test_what_was_changed_in_the_database_itself_is_found(trails: str, statement: str, what: str) -> None:
    execute(trails, statement)
    result = ppds("audit", "verify")
    assert result.exit_code == 1
    assert what in result.output
    assert "whole" not in result.output


def test_a_tail_removed_together_with_its_head_is_found_only_against_an_export(trails: str, exported: Path) -> None:
    execute(
        trails,
        "delete from registry.audit_event where number > 7",
        "update registry.audit_head h set number = e.number, hash = e.hash, entries = 7"
        " from registry.audit_event e where e.number = 7",
    )
    assert ppds("audit", "verify").exit_code == 0
    result = ppds("audit", "verify", "--against", str(exported))
    assert result.exit_code == 1
    assert result.output.count("this entry was exported and is no longer there") == 3


def test_a_chain_that_was_written_anew_is_found_only_against_an_export(trails: str, exported: Path) -> None:
    execute(
        trails,
        "truncate registry.audit_event restart identity",
        "update registry.audit_head set number = 0, hash = decode(repeat('00', 32), 'hex'), entries = 0",
    )
    write(trails, "registry", times=10)
    assert ppds("audit", "verify").exit_code == 0
    result = ppds("audit", "verify", "--against", str(exported), language="nl")
    assert result.exit_code == 1
    assert result.output.count("deze regel is niet meer die is uitgevoerd") == 10


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda lines: lines[:-1], "last line"),
        (lambda lines: [*lines[:3], *lines[4:]], "checksum"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "checksum"),
        (lambda lines: [lines[0].replace(b"client-7", b"client-8"), *lines[1:]], "line 1 does not fit"),
        (lambda lines: [b'{"trail": 1}\n', *lines[1:]], "line 1 is no entry"),
        (lambda _lines: [], "last line"),
        (lambda _lines: [b"not ours at all"], "last line"),
    ],
    ids=["end cut off", "line removed", "lines swapped", "line changed", "line of another kind", "empty", "foreign"],
)
def test_a_file_that_is_no_whole_export_is_refused_with_what_is_wrong(
    exported: Path, spoil: Callable[[list[bytes]], list[bytes]], why: str
) -> None:
    exported.write_bytes(b"".join(spoil(exported.read_bytes().splitlines(keepends=True))))
    result = ppds("audit", "verify", "--against", str(exported))
    assert result.exit_code == 1
    assert why in result.output


@pytest.mark.usefixtures("trails")
def test_many_faults_are_counted_and_the_first_shown(trails: str, exported: Path) -> None:
    write(trails, "procurement", times=60)
    execute(trails, "update procurement.audit_event set actor = 'x'")
    result = ppds("audit", "verify")
    assert result.exit_code == 1
    assert "... + 10" in result.output
