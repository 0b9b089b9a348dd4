"""A small format for a test: lines of `key: value` below a first line that names the format. One body is one notice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from services.ingest.formats.erasure_text import Traces
from services.ingest.formats.kept_form import KeptForm, as_they_are
from services.ingest.formats.parsed import Limits, Parsed, Refused
from services.ingest.formats.source_format import Mark, RawRecord, SourceFormat, Suffix
from shared.procurement.contacts import without_contacts
from shared.procurement.erased import Erased
from shared.procurement.finding import Rule, Severity
from shared.procurement.notice import Buyer, Lot, Notice, Organisation, Stage

FIRST = b"small note"
MEDIA_TYPE = "text/x-small-note"
NO_NOTE = Rule("SN-001", Severity.ERROR, "Dit is geen briefje.", "This is no note.")
NO_TITLE = Rule("SN-002", Severity.WARNING, "De titel ontbreekt.", "The title is missing.")


def _lines(body: bytes) -> dict[str, str]:
    first, *others = body.decode(errors="replace").splitlines() or [""]
    if first.encode() != FIRST:
        raise Refused(NO_NOTE.at("line 1"))
    return dict(line.split(": ", 1) for line in others if ": " in line)


def _erase(note: dict[str, str], erased: Erased) -> Traces:
    traces = Traces()
    number, _, name = note.get("winner", "").partition(" ")
    if erased.covers([number], [name]):
        traces.add_numbers([number], erased)
        traces.add_names([name])
        for key, value in note.items():
            note[key] = traces.out_of(value)
    return traces


def _split(stream: BinaryIO, *, limits: Limits, resume: Mark) -> Iterator[RawRecord]:
    if not resume.within:
        yield RawRecord(1, "", Mark(within=1), stream.read(limits.max_bytes + 1))


def _read(raw: RawRecord, *, limits: Limits, erased: Erased) -> Parsed:
    note = _lines(raw.body)
    _erase(note, erased)
    note = {key: without_contacts(value, telephone=True) for key, value in note.items()}
    kept = b"\n".join([FIRST, *(f"{key}: {value}".encode() for key, value in note.items())])
    number, _, name = note.get("winner", "").partition(" ")
    notice = Notice(
        source="small-note",
        notice_id=note["id"],
        version="1",
        stage=Stage.CALL,
        dispatched_at=None,
        dispatched_on=None,
        title=note.get("title"),
        buyers=(Buyer(Organisation("buyer", None, (("oin", note["buyer"]),))),),
        organisations=(Organisation("winner", name or None, (("kvk", number),)),),
        lots=(Lot("1", "line 2", title=note.get("title")),),
    )
    findings = () if "title" in note else (NO_TITLE.at("line 1"),)
    return Parsed(notice, kept, findings, note["id"])


def _said_of(kept: bytes, *, limits: Limits, erased: Erased) -> Traces:
    return _erase(_lines(kept), erased)


SMALL_NOTE = SourceFormat(
    name="small-note",
    title_nl="Klein briefje",
    title_en="Small note",
    schema="https://voorbeeld.example/small-note",
    media_types=(MEDIA_TYPE,),
    suffixes=(Suffix(".note", MEDIA_TYPE),),
    kept_form=KeptForm(MEDIA_TYPE, as_they_are),
    recognise=lambda head: head.startswith(FIRST),
    split=_split,
    read=_read,
    said_of=_said_of,
)
