"""Backup of the whole database and its restoration elsewhere, compared with what the backup says it holds.

A backup is a folder with two files: the dump of PostgreSQL and a manifest with the number of rows of every table, the
heads of the audit trails, the positions of the change logs, the revision of the migrations and the dump's checksum. All
of it is of one moment (one exported snapshot), so services may go on writing meanwhile. The private signing keys of the
registry are in the dump: folder and files are readable by their owner alone.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from psycopg import sql
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, text

from deploy.database import alembic_config, begin_another_log, prepare_roles
from deploy.owner import one_snapshot
from deploy.postgres_tools import find_tool, run_tool, server_version
from deploy.runner import Notice
from shared.errors import PpdsError
from shared.log.audit import AUDITED, AuditedSchema, read_head, verify_chain
from shared.log.change_log import latest_position
from shared.procurement.finding import Text

MANIFEST: Final = "manifest.json"
DUMP: Final = "database.dump"
_CHUNK: Final = 1 << 20


class BackupRefused(PpdsError):
    """The backup cannot be made here, or the folder is no whole backup, or it cannot go into this database."""


class RestoreDiffers(PpdsError):
    """What was restored is not what the manifest says; do not use the database."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DumpFile(_Model):
    """The file of PostgreSQL: its size and checksum."""

    bytes: int
    sha256: str


class TrailHead(_Model):
    """Head of an audit trail, its hash in hexadecimals."""

    number: int
    hash: str
    entries: int


class Contents(_Model):
    """What a database holds, as far as it can be counted."""

    revision: str | None
    tables: dict[str, int]
    audit_heads: dict[AuditedSchema, TrailHead]
    positions: dict[Literal["procurement", "registry"], int]


class Manifest(_Model):
    """What a backup says about itself. Holds no address and no password."""

    format: Literal["ppds-backup/1"]
    made_at: datetime
    server_version: int
    dump: DumpFile
    contents: Contents


def back_up(url: str, folder: Path, *, notice: Notice) -> Manifest:
    """Write the database of this owner's address to a new folder.

    Raises BackupRefused when the folder holds something or the database is not ours, ToolMissing without a `pg_dump` of
    the server's version, ToolFailed. After a failure nothing is left.
    """
    with _new_folder(folder), one_snapshot(url) as connection:
        version = server_version(connection)
        tool = find_tool("pg_dump", version=version)
        if connection.execute(text("select to_regclass('registry.audit_head')")).scalar_one() is None:
            raise BackupRefused(
                nl="In deze database staat PPDS niet, of niet in deze versie; voer eerst `ppds migrate` uit.",
                en="This database does not hold PPDS, or not in this version; run `ppds migrate` first.",
            )
        snapshot: str = connection.execute(text("select pg_export_snapshot()")).scalar_one()
        dump = folder / DUMP
        dump.touch(mode=0o600)
        arguments = ("--format=custom", f"--snapshot={snapshot}", f"--file={dump}")
        run_tool(tool, arguments, url=url, heard=_tables_heard(notice, "dumping contents of table"))
        notice(Text("tellen", "counting"))
        manifest = Manifest(
            format="ppds-backup/1",
            made_at=datetime.now(UTC),
            server_version=version,
            dump=_described(dump),
            contents=contents_of(connection),
        )
        _write_whole(folder / MANIFEST, manifest.model_dump_json(indent=2) + "\n")
    return manifest


def restore(folder: Path, url: str, *, passwords: Mapping[str, str], notice: Notice) -> Manifest:
    """Restore a backup into an empty database, entered as its owner, and compare what came of it with the manifest.

    The roles are made first; they belong to the server and are not in the dump. Nothing is restored half: one
    transaction. Raises BackupRefused before anything was done, ToolMissing, ToolFailed, RestoreDiffers.
    """
    notice(Text("de backup nakijken", "checking the backup"))
    manifest = read_backup(folder)
    with one_snapshot(url) as connection:
        _refuse_unknown_revision(connection, manifest.contents.revision)
        version = server_version(connection)
        if version < manifest.server_version:
            raise BackupRefused(
                nl=f"De backup is van PostgreSQL {manifest.server_version}; deze server is ouder ({version}).",
                en=f"The backup is of PostgreSQL {manifest.server_version}; this server is older ({version}).",
            )
        _refuse_unless_empty(connection)
    tool = find_tool("pg_restore", version=version)
    notice(Text("rollen maken", "making roles"))
    prepare_roles(url, passwords=passwords)
    arguments = ("--single-transaction", "--exit-on-error", "--no-owner", str(folder / DUMP))
    run_tool(tool, arguments, url=url, heard=_tables_heard(notice, "processing data for table"))
    notice(Text("vergelijken met het manifest", "comparing with the manifest"))
    with one_snapshot(url) as connection:
        _compare(connection, manifest.contents)
    begin_another_log(url)
    return manifest


def read_backup(folder: Path) -> Manifest:
    """The manifest of a folder whose dump is whole. Raises BackupRefused."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except OSError as cause:
        raise _refused(f"{folder / MANIFEST}: {cause.strerror}") from cause
    except ValidationError as cause:
        raise _refused(f"{MANIFEST} is of another kind") from cause
    try:
        dump = _described(folder / DUMP)
    except OSError as cause:
        raise _refused(f"{folder / DUMP}: {cause.strerror}") from cause
    if dump != manifest.dump:
        raise _refused(f"{DUMP} has {dump.bytes} bytes and sha256 {dump.sha256}, the manifest states another")
    return manifest


def contents_of(connection: Connection) -> Contents:
    """Count everything, as of the snapshot of this connection."""
    tables = {}
    for schema, table in _tables(connection):
        statement = sql.SQL("select count(*) from {}.{}").format(sql.Identifier(schema), sql.Identifier(table))
        tables[f"{schema}.{table}"] = connection.exec_driver_sql(statement.as_string()).scalar_one()
    heads = {}
    for schema in AUDITED:
        if (head := read_head(connection, schema)) is not None:
            heads[schema] = TrailHead(number=head.number, hash=head.hash.hex(), entries=head.entries)
    return Contents(
        revision=MigrationContext.configure(connection).get_current_revision(),
        tables=tables,
        audit_heads=heads,
        positions={
            "procurement": latest_position(connection, "procurement"),
            "registry": latest_position(connection, "registry"),
        },
    )


@contextmanager
def _new_folder(folder: Path) -> Iterator[None]:
    """A folder for its owner alone, gone again when making the backup fails."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupRefused(nl=f"{folder} is geen lege map.", en=f"{folder} is not an empty folder.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _compare(connection: Connection, stated: Contents) -> None:
    restored = contents_of(connection)
    faults = [
        f"{table}: {restored.tables.get(table, 'no table')} instead of {stated.tables.get(table, 'no table')}"
        for table in sorted(stated.tables.keys() | restored.tables.keys())
        if restored.tables.get(table) != stated.tables.get(table)
    ]
    faults += [
        f"{name}: {ours} instead of {theirs}"
        for name, ours, theirs in (
            ("revision", restored.revision, stated.revision),
            ("heads of the audit trails", restored.audit_heads, stated.audit_heads),
            ("positions of the change logs", restored.positions, stated.positions),
        )
        if ours != theirs
    ]
    for schema in AUDITED:
        faults += [
            f"audit trail of {schema}, {fault.number}: {fault.reason}" for fault in verify_chain(connection, schema)
        ]
    if faults:
        every = "; ".join(faults)
        raise RestoreDiffers(
            nl=f"Wat is teruggezet, is niet wat de backup zegt. Gebruik deze database niet. {every}",
            en=f"What was restored is not what the backup says. Do not use this database. {every}",
        )


def _refuse_unless_empty(connection: Connection) -> None:
    tables = connection.execute(
        text(
            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'"
        )
    ).scalar_one()
    schemas = connection.execute(
        text("select count(*) from pg_namespace where nspname = any(:ours)"), {"ours": list(AUDITED)}
    ).scalar_one()
    if tables or schemas:
        raise BackupRefused(
            nl="De database om in terug te zetten is niet leeg; maak een nieuwe.",
            en="The database to restore into is not empty; make a new one.",
        )


def _refuse_unknown_revision(connection: Connection, revision: str | None) -> None:
    script = ScriptDirectory.from_config(alembic_config(connection))
    try:
        known = revision is not None and script.get_revision(revision) is not None
    except CommandError:
        known = False
    if not known:
        raise _refused(f"its revision {revision} is not one that this version of PPDS knows")


def _tables(connection: Connection) -> list[tuple[str, str]]:
    rows = connection.execute(
        text(
            "select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind = 'r' and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'"
            " order by 1, 2"
        )
    )
    return [(row.nspname, row.relname) for row in rows]


def _described(dump: Path) -> DumpFile:
    digest, size = hashlib.sha256(), 0
    with dump.open("rb") as source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return DumpFile(bytes=size, sha256=digest.hexdigest())


def _write_whole(path: Path, content: str) -> None:
    """The manifest comes last and at once: a folder without one is no backup."""
    part = path.with_name(f"{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    part.rename(path)


def _tables_heard(notice: Notice, words: str) -> Callable[[str], None]:
    """Of all that the program says, one line per table with data."""

    def heard(line: str) -> None:
        before, names_table, table = line.partition(words)
        if names_table and "error" not in before:
            name = table.strip(' "')
            notice(Text(name, name))

    return heard


def _refused(why: str) -> BackupRefused:
    return BackupRefused(
        nl=f"Dit is geen hele backup van PPDS: {why}.",
        en=f"This is no whole backup of PPDS: {why}.",
    )
