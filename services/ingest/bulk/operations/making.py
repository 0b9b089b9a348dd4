"""Making the editions of one position: a file set a subject and year, all of which hold at once."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final, cast

import orjson
import psycopg
import pyarrow as pa
import pyarrow.csv as pacsv
from sqlalchemy import Connection

from services.ingest.bulk import store
from services.ingest.bulk.operations.folder import MANIFEST, Aside, BulkFolder, Standing, WrittenFile
from services.ingest.bulk.operations.forms import FORMS, RowsFile
from services.ingest.bulk.rules.column import Column
from services.ingest.bulk.rules.naming import LICENCE, FileName, Form, Variant
from services.ingest.bulk.rules.subject import Subject, names_of
from services.ingest.bulk.rules.subjects.table import SUBJECTS
from services.ingest.bulk.rules.withheld import withheld_from
from shared.log.change_log import latest_position

_NONE: Final = store.Counts()


class Left(Exception):
    """The worker stops; what is finished stays, and whoever goes on makes the rest."""


def make(connection: Connection, folder: BulkFolder, *, log: str, stop: Callable[[], bool] = lambda: False) -> Standing:
    """Make every edition that is not there yet, then let all of them hold.

    Goes on with the position that was begun, unless an erasure came after it. Raises Left when asked to stop, and
    NoRoomError when the disk is full; nothing of an edition that is not finished stays.
    """
    begun = folder.begun()
    if begun is None or begun["position"] < store.newest_erasure(connection):
        position, at = latest_position(connection, "procurement"), _now()
        folder.begin(position, at)
    else:
        position, at = int(begun["position"]), str(begun["at"])
    before = folder.standing() or Standing(0, at)
    editions = {}
    for subject in SUBJECTS.values():
        making = _Making(connection, folder, subject, log=log, position=position, at=at, stop=stop)
        editions[subject.name] = making.all_periods(before, erased_at=store.newest_erasure(connection))
    standing = Standing(position, at, editions)
    folder.stand(standing)
    return standing


class _Making:
    """The editions of one subject at one position."""

    def __init__(
        self,
        connection: Connection,
        folder: BulkFolder,
        subject: Subject,
        *,
        log: str,
        position: int,
        at: str,
        stop: Callable[[], bool],
    ) -> None:
        self._connection, self._folder, self._subject, self._stop = connection, folder, subject, stop
        self._stated = {
            "subject": subject.name,
            "title": subject.title._asdict(),
            "log": log,
            "position": position,
            "madeAt": at,
            "licence": LICENCE,
            "key": list(subject.key),
            "countedOn": list(subject.counted_on),
        }
        self._position = position

    def all_periods(self, before: Standing, *, erased_at: int) -> dict[str, int]:
        """The edition of each period that holds at this position; unchanged periods keep theirs."""
        subject, standing = self._subject, before.editions.get(self._subject.name, {})
        counted = store.counts(self._connection, subject, self._position)
        changed = store.changed_periods(self._connection, subject, after=before.position, until=self._position)
        editions = {}
        for period in sorted({*counted, *standing}):
            self._go_on()
            kept = standing.get(period)
            if kept is not None and period not in changed and kept >= erased_at:
                editions[period] = kept
                continue
            if self._folder.manifest(subject.name, period, self._position) is None:
                self._make(period, counted.get(period, _NONE), kept)
            editions[period] = self._position
        return editions

    def _make(self, period: str, counted: store.Counts, before: int | None) -> None:
        subject = self._subject
        with self._folder.writing(subject.name, period, self._position) as aside:
            stated = {
                **self._stated,
                "period": period,
                "rows": counted.given,
                "withheld": withheld_from(subject, unreleased=counted.unreleased, uncounted=counted.uncounted),
            }
            files = self._write_rows(aside, period, stated)
            if before is not None:
                stated["deltaFrom"] = before
                files.append(self._write_delta(aside, period, before))
            manifest = aside.open(MANIFEST)
            manifest.write(orjson.dumps({**stated, "files": files}, option=orjson.OPT_INDENT_2))
            manifest.finish()

    def _write_rows(self, aside: Aside, period: str, stated: Mapping[str, Any]) -> list[dict[str, Any]]:
        variants = [(Variant.WHOLE, self._subject.columns)]
        if len(self._subject.narrow) < len(self._subject.columns):
            variants.append((Variant.NARROW, self._subject.narrow))
        names = [(FileName(period, variant, form), columns) for variant, columns in variants for form in FORMS]
        files, writers = [aside.open(str(name)) for name, _ in names], []
        try:
            for (name, columns), file in zip(names, files, strict=True):
                writers.append(FORMS[name.form](cast("Any", file), columns, stated))
            rows = 0
            for table in tables(
                store.blocks(_driver(self._connection), self._subject, period, self._position), self._subject.columns
            ):
                self._go_on()
                rows += table.num_rows
                for writer in writers:
                    writer.add(table)
            for writer in writers:
                writer.end()
            return [_file(name, file, rows) for (name, _), file in zip(names, files, strict=True)]
        except BaseException:
            _leave(files, writers)
            raise

    def _go_on(self) -> None:
        if self._stop():
            raise Left

    def _write_delta(self, aside: Aside, period: str, before: int) -> dict[str, Any]:
        name = FileName(period, Variant.DELTA, Form.JSON_LINES)
        file, deflate, rows = aside.open(str(name)), zlib.compressobj(6, zlib.DEFLATED, 31), 0
        try:
            blocks = store.delta_blocks(
                _driver(self._connection), self._subject, period, after=before, until=self._position
            )
            for block in blocks:
                rows += block.count(b"\n")
                file.write(deflate.compress(block))
            file.write(deflate.flush())
            return _file(name, file, rows)
        finally:
            file.close()


def tables(blocks: Iterable[bytes], columns: Sequence[Column]) -> Iterable[pa.Table]:
    """Blocks of CSV as tables in which every column is text."""
    names = names_of(columns)
    reading = pacsv.ReadOptions(column_names=names, block_size=1 << 24)
    parsing = pacsv.ParseOptions(newlines_in_values=True)
    typing = pacsv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    for block in blocks:
        yield pacsv.read_csv(
            io.BytesIO(block), read_options=reading, parse_options=parsing, convert_options=typing
        ).combine_chunks()


def _leave(files: Sequence[WrittenFile], writers: Sequence[RowsFile]) -> None:
    """Let go of files that are left in the middle: what their writers still say goes nowhere."""
    for file in files:
        file.close()
    for writer in writers:
        with suppress(OSError, pa.ArrowException, zlib.error):
            writer.end()


def _file(name: FileName, file: Any, rows: int) -> dict[str, Any]:  # noqa: ANN401 - a written file
    return {
        "name": str(name),
        "variant": name.variant.value,
        "form": name.form.value,
        "rows": rows,
        "sha256": file.finish(),
        "bytes": file.bytes,
    }


def _driver(connection: Connection) -> psycopg.Connection[tuple[object, ...]]:
    return cast("psycopg.Connection[tuple[object, ...]]", connection.connection.driver_connection)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
