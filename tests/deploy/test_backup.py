"""Backup and restore: rehearsed into an empty second server, and refused where it could do harm."""

import json
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner, Result

from deploy.backup import DUMP, MANIFEST, BackupRefused, RestoreDiffers, back_up, read_backup, restore
from deploy.command.app import operator_app
from deploy.database import ROLES
from deploy.embedded import FAST_AND_FORGETFUL, embedded_server, role_url
from deploy.postgres_tools import ToolMissing, find_tool
from shared.log.audit import record_act
from shared.procurement.finding import Text
from tests.conformance.documents import zipped
from tests.conftest import server_folder
from tests.flow.house import LINES, ZIP, House, house_on
from tests.flow.loads import lines, load, register
from tests.flow.test_sandbox import client_in_sandbox
from tests.services import running_services


def ppds(*arguments: str) -> Result:
    return CliRunner().invoke(operator_app(), ["--lang", "en", *arguments])


def plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def quiet(_message: Text) -> None:
    """Progress that nobody reads."""


def tables(url: str) -> list[tuple[str, str]]:
    with psycopg.connect(plain(url)) as connection:
        return connection.execute(
            "select schemaname, tablename from pg_tables"
            " where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2"
        ).fetchall()


def contents(url: str) -> dict[str, list[str]]:
    """Every row of every table as text, sorted."""
    found = {}
    with psycopg.connect(plain(url)) as connection:
        for schema, table in tables(url):
            statement = sql.SQL("select t::text from {} t order by 1").format(sql.Identifier(schema, table))
            found[f"{schema}.{table}"] = [str(row[0]) for row in connection.execute(statement)]
    return found


def grants(url: str) -> set[tuple[str, ...]]:
    with psycopg.connect(plain(url)) as connection:
        rows = connection.execute(
            "select grantee, table_schema, table_name, privilege_type from information_schema.table_privileges"
            " where grantee like 'ppds%'"
        )
        return set(rows.fetchall())


def version(url: str) -> int:
    with psycopg.connect(plain(url)) as connection:
        return connection.info.server_version // 10_000


@dataclass(frozen=True)
class Loaded:
    """A data space after some procurements, and a backup of it."""

    url: str
    party: str
    folder: Path
    heard: list[Text]


@pytest.fixture(scope="module")
def loaded(database_module: str, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    documents = load(12, seed=3)
    with house_on(database_module) as house:
        party = house.party
        register(house.services)
        with client_in_sandbox(house.services):
            pass
        assert house.deliver(zipped(documents.notices), ZIP)["state"] == "done"
        assert house.deliver(lines(documents.releases), LINES)["state"] == "done"
        house.settle()
    folder = tmp_path_factory.mktemp("backup") / "today"
    heard: list[Text] = []
    back_up(database_module, folder, notice=heard.append)
    return Loaded(database_module, party, folder, heard)


@pytest.fixture(scope="module")
def second_server(postgres_url: str) -> Iterator[str]:
    """An embedded server on which nothing was ever done."""
    with server_folder() as folder, embedded_server(folder, settings=FAST_AND_FORGETFUL) as url:
        if version(url) < version(postgres_url):
            pytest.skip("the server of the tests is newer than the embedded one; a newer backup cannot go into it")
        yield url


def test_a_backup_restored_into_an_empty_second_server_equals_the_original_row_by_row(
    loaded: Loaded, second_server: str
) -> None:
    restored = restore(loaded.folder, second_server, passwords={}, notice=quiet)

    original, copied = contents(loaded.url), contents(second_server)
    assert restored.contents.tables == {table: len(rows) for table, rows in original.items()}
    # What is written from here on gets positions that others had before: it is another log, and who followed sees so.
    [log], [its_log] = original.pop("procurement.change_log"), copied.pop("procurement.change_log")
    assert log != its_log
    assert copied == original
    assert sum(len(rows) for rows in original.values()) > 500
    assert len(original["sandbox.client"]) == 1
    assert grants(second_server) == grants(loaded.url)
    for role in ROLES:
        with psycopg.connect(plain(role_url(second_server, role))) as connection:
            assert connection.execute("select current_user").fetchone() == (role,)
    # It is a data space again: the services start on it and go on where the other was.
    more = load(14, seed=3)
    with running_services(second_server, only=("registry", "ingest"), workers=("ingest",)) as services:
        scopes = ("ingest:write", "ingest:read", "ingest:any-buyer")
        sender = services.http("ingest", *scopes, party=loaded.party)
        house = House(services, loaded.party, sender=sender, reader=sender)
        report = house.deliver(zipped(more.notices), ZIP)
    assert report["state"] == "done"
    assert report["counts"]["unchanged"] > 0
    assert report["counts"]["accepted"] > 0


def test_a_backup_says_how_far_it_is_and_is_for_its_owner_alone(loaded: Loaded) -> None:
    assert Text("registry.party", "registry.party") in loaded.heard
    assert stat.S_IMODE(loaded.folder.stat().st_mode) == 0o700
    for name in (DUMP, MANIFEST):
        assert stat.S_IMODE((loaded.folder / name).stat().st_mode) == 0o600


def test_a_manifest_holds_counts_heads_and_positions_and_neither_address_nor_password(
    database: str, tmp_path: Path
) -> None:
    address = make_url(database)
    with_password = address.set(password="a-very-secret-word").render_as_string(hide_password=False)
    back_up(with_password, tmp_path / "b", notice=quiet)
    text = (tmp_path / "b" / MANIFEST).read_text()
    assert "a-very-secret-word" not in text
    assert str(address.database) not in text
    contents = json.loads(text)["contents"]
    assert contents["tables"]["registry.party"] == 0
    assert set(contents["audit_heads"]) == {"registry", "ingest", "procurement", "kpi"}
    assert contents["positions"] == {"procurement": 0, "registry": 0}
    assert contents["revision"]
    assert b"a-very-secret-word" not in (tmp_path / "b" / DUMP).read_bytes()


def test_counts_and_dump_are_of_one_moment_while_others_write(
    database: str, empty_database: str, tmp_path: Path
) -> None:
    begun, over = threading.Event(), threading.Event()

    def go_on_writing() -> None:
        engine = create_engine(database, poolclass=NullPool)
        while not over.is_set():
            with Session(engine) as session:
                record_act(session, "registry", actor="a", act="b", subject="c")
                session.commit()
            begun.set()

    writers = [threading.Thread(target=go_on_writing) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        assert begun.wait(timeout=30)
        manifest = back_up(database, tmp_path / "b", notice=quiet)
    finally:
        over.set()
        for writer in writers:
            writer.join()
    head = manifest.contents.audit_heads["registry"]
    assert manifest.contents.tables["registry.audit_event"] == head.entries > 0
    restore(tmp_path / "b", empty_database, passwords={}, notice=quiet)
    assert len(contents(empty_database)["registry.audit_event"]) == head.entries


@pytest.fixture
def backup(database: str, tmp_path: Path) -> Path:
    back_up(database, tmp_path / "backup", notice=quiet)
    return tmp_path / "backup"


def spoil_dump(folder: Path) -> None:
    content = bytearray((folder / DUMP).read_bytes())
    content[len(content) // 2] ^= 0xFF
    (folder / DUMP).write_bytes(content)


def cut_dump(folder: Path) -> None:
    content = (folder / DUMP).read_bytes()
    (folder / DUMP).write_bytes(content[: len(content) // 2])


def unknown_revision(folder: Path) -> None:
    stated = json.loads((folder / MANIFEST).read_text())
    stated["contents"]["revision"] = "9999"
    (folder / MANIFEST).write_text(json.dumps(stated))


def newer_server(folder: Path) -> None:
    stated = json.loads((folder / MANIFEST).read_text())
    stated["server_version"] = 99
    (folder / MANIFEST).write_text(json.dumps(stated))


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (spoil_dump, "the manifest states another"),
        (cut_dump, "the manifest states another"),
        (lambda folder: (folder / DUMP).unlink(), "No such file"),
        (lambda folder: (folder / MANIFEST).unlink(), "No such file"),
        (lambda folder: (folder / MANIFEST).write_text("{}"), "of another kind"),
        (unknown_revision, "not one that this version of PPDS knows"),
        (newer_server, "this server is older"),
    ],
    ids=["spoilt", "cut off", "no dump", "no manifest", "foreign", "newer PPDS", "newer server"],
)
def test_a_backup_that_is_damaged_or_foreign_is_refused_before_anything_is_done(
    backup: Path, empty_database: str, spoil: Callable[[Path], object], why: str
) -> None:
    spoil(backup)
    with pytest.raises(BackupRefused, match=why):
        restore(backup, empty_database, passwords={}, notice=quiet)
    assert tables(empty_database) == []


def test_a_manifest_that_was_changed_shows_after_the_restoration(backup: Path, empty_database: str) -> None:
    stated = json.loads((backup / MANIFEST).read_text())
    stated["contents"]["tables"]["registry.party"] = 7
    stated["contents"]["positions"]["registry"] = 3
    (backup / MANIFEST).write_text(json.dumps(stated))
    with pytest.raises(RestoreDiffers, match=r"registry\.party: 0 instead of 7.*positions of the change logs"):
        restore(backup, empty_database, passwords={}, notice=quiet)


def test_a_trail_that_was_tampered_with_before_the_backup_shows_after_the_restoration(
    database: str, empty_database: str, tmp_path: Path
) -> None:
    with psycopg.connect(plain(database)) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("update registry.audit_head set number = 5, entries = 5")
    back_up(database, tmp_path / "b", notice=quiet)
    with pytest.raises(RestoreDiffers, match="audit trail of registry, 5: the newest entries"):
        restore(tmp_path / "b", empty_database, passwords={}, notice=quiet)


def test_a_database_that_holds_something_is_not_restored_into(backup: Path, empty_database: str) -> None:
    with psycopg.connect(plain(empty_database)) as connection:
        connection.execute("create table public.of_somebody_else (id int)")
    with pytest.raises(BackupRefused, match="not empty"):
        restore(backup, empty_database, passwords={}, notice=quiet)
    assert tables(empty_database) == [("public", "of_somebody_else")]


def test_a_backup_is_never_written_over_something_else(database: str, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("kept")
    for place in (tmp_path, tmp_path / "mine"):
        with pytest.raises(BackupRefused, match="not an empty folder"):
            back_up(database, place, notice=quiet)
    assert (tmp_path / "mine").read_text() == "kept"


def test_a_database_without_ppds_is_not_backed_up_and_nothing_is_left(empty_database: str, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="does not hold PPDS"):
        back_up(empty_database, tmp_path / "b", notice=quiet)
    assert not (tmp_path / "b").exists()


def test_programs_of_another_version_are_not_used_and_named(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing, match=r"no pg_dump of PostgreSQL 99"):
        find_tool("pg_dump", version=99)
    other = tmp_path / "pg_dump"
    other.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 12.3'\n")
    other.chmod(0o755)
    with pytest.raises(ToolMissing, match=r"pg_dump \(12\)"):
        find_tool("pg_dump", version=16, environment={"PPDS_PG_BIN": str(tmp_path)})
    assert find_tool("pg_dump", version=12, environment={"PPDS_PG_BIN": str(tmp_path)}) == other


def test_both_commands_work_as_an_operator_types_them(
    database: str, empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPDS_DATABASE_URL", database)
    folder = tmp_path / "b"
    made = ppds("backup", str(folder))
    assert made.exit_code == 0, made.output
    assert "ppds: registry.party" in made.output
    restored = ppds("restore", str(folder), "--database-url", empty_database)
    assert restored.exit_code == 0, restored.output
    assert "Restored, and equal to the backup." in restored.output
    log = "procurement.change_log"
    assert {**contents(empty_database), log: None} == {**contents(database), log: None}
    again = ppds("restore", str(folder), "--database-url", empty_database)
    assert (again.exit_code, "not empty" in again.output) == (1, True), again.output
    assert read_backup(folder).contents.tables["registry.party"] == 0
    with suppress(KeyError):
        monkeypatch.delenv("PPDS_DATABASE_URL")
    assert ppds("backup", str(tmp_path / "c")).exit_code == 2
