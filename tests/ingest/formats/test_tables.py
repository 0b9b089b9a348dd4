"""Own records as tables: what spreadsheets write is read, and what is wrong is named at its row and column."""

import io
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest

from services.ingest.formats.body import records_in
from services.ingest.formats.own_records.tables.csv_source import OWN_RECORDS_CSV
from services.ingest.formats.own_records.tables.xlsx_source import OWN_RECORDS_XLSX
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.source_format import START
from shared.procurement.erased import NOBODY

HEADINGS = ("sleutel", "datum", "wat", "staffel", "thema's")
FIRST = ("BON-1", "14-04-2026", "cpv:39130000", "2", "circulair, klimaat")
SECOND = ("BON-2", "2026-04-15", "cpv:30197600", "1", "geen")
THIRD = ("BON-3", "2026-04-16", "cpv:30197600", "1", "")
LIMITS = Limits()


def csv_of(*rows: Sequence[str], delimiter: str = ";", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    return end.join(delimiter.join(row) for row in rows).encode(encoding)


def workbook(*rows: Sequence[object], sheet: str = "Blad1") -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def read(body: bytes, *, xlsx: bool = False, limits: Limits = LIMITS) -> list[Parsed]:
    source = OWN_RECORDS_XLSX if xlsx else OWN_RECORDS_CSV
    parsed = []
    for raw in records_in(io.BytesIO(body), source.media_types[0], limits=limits, resume=START):
        if raw.finding is not None:
            parsed.append(Parsed(None, b"", (raw.finding,), None))
        else:
            parsed.append(source.read(raw, limits=limits, erased=NOBODY))
    return parsed


def contents(parsed: Sequence[Parsed]) -> list[dict[str, Any] | None]:
    return [None if each.own is None else dict(each.own.content) for each in parsed]


def said(parsed: Sequence[Parsed]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.location) for each in parsed for finding in each.findings]


def record(key: str, day: str, what: str, band: int, *themes: str, silent: bool = False) -> dict[str, Any]:
    stated: dict[str, Any] = {"senderKey": key, "awardedOn": day, "what": what, "valueBand": band}
    return stated if silent else {**stated, "themes": list(themes)}


EXPECTED = [
    record("BON-1", "2026-04-14", "cpv:39130000", 2, "circular", "climate"),
    record("BON-2", "2026-04-15", "cpv:30197600", 1),
    record("BON-3", "2026-04-16", "cpv:30197600", 1, silent=True),
]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_whatever_a_spreadsheet_writes_is_read(delimiter: str, encoding: str) -> None:
    rows = [("sleutel", "datum", "wat", "staffel", "thema's", "opmerking één"), *(
        (*row, "café") for row in (FIRST, SECOND, THIRD)
    )]  # fmt: skip
    parsed = read(csv_of(*rows, delimiter=delimiter, encoding=encoding))
    assert contents(parsed) == EXPECTED
    assert said(parsed) == [("TAB-002", "row 1, opmerking één")]


def test_a_comma_between_columns_and_quotes_across_lines() -> None:
    body = b'sleutel,datum,wat,staffel,"thema\'s"\n"BON-1",14-04-2026,cpv:39130000,2,"circulair, klimaat"\n'
    body += b'"BON\n2",2026-04-15,cpv:30197600,1,geen\n'
    parsed = read(body)
    assert contents(parsed)[0] == EXPECTED[0]
    assert parsed[1].sender_key == "BON\n2"


def test_english_headings_and_a_title_above_them() -> None:
    english = ("senderKey", "awardedOn", "what", "valueBand", "themes")
    assert contents(read(csv_of(("Registraties 2026",), (), english, FIRST, SECOND))) == EXPECTED[:2]


def test_what_is_wrong_is_named_at_row_and_column_and_the_others_go_in() -> None:
    parsed = read(csv_of(HEADINGS, ("BON-0", "31-31-2026", "stoelen", "-3", "klimmaat"), FIRST))
    assert contents(parsed) == [None, EXPECTED[0]]
    assert said(parsed) == [
        ("REC-008", "row 2, datum"),
        ("REC-010", "row 2, wat"),
        ("REC-009", "row 2, staffel"),
        ("REC-007", "row 2, thema's"),
    ]


def test_an_empty_required_cell_is_missing_at_its_column() -> None:
    assert said(read(csv_of(HEADINGS, ("BON-1", "", "cpv:39130000", "2", "")))) == [("REC-006", "row 2, datum")]


def test_cells_that_begin_like_formulas_are_text() -> None:
    parsed = read(csv_of((*HEADINGS, "reden"), (*FIRST, "=1+1"), (*("+1", *FIRST[1:]), "@SUM(A1)")))
    assert [content and content["reason"] for content in contents(parsed)] == ["=1+1", "@SUM(A1)"]
    assert parsed[1].sender_key == "+1"


def test_contacts_are_gone_from_what_is_kept() -> None:
    [parsed] = read(csv_of((*HEADINGS, "opmerking"), (*FIRST, "bel 06-12345678 of jan@gemeente.nl")))
    assert b"12345678" not in parsed.kept
    assert b"gemeente.nl" not in parsed.kept
    assert b"[verwijderd]" in parsed.kept


def test_a_table_without_known_headings_is_refused_at_its_place() -> None:
    assert said(read(b"a;b;c\n1;2;3\n")) == [("TAB-001", "row 1")]
    assert said(read(b"\n")) == [("TAB-001", "row 1")]


def test_a_workbook_gives_the_same_records() -> None:
    body = workbook(HEADINGS, ("BON-1", date(2026, 4, 14), "cpv:39130000", 2, "circulair, klimaat"), SECOND, THIRD)
    parsed = read(body, xlsx=True)
    assert contents(parsed) == EXPECTED
    assert said(parsed) == []


def test_a_formula_a_hidden_sheet_and_lost_zeros_are_each_said() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook((*HEADINGS, "inkoper"), (*FIRST, 99100000001000), SECOND)))
    book["Blad1"]["B3"] = "=TODAY()"
    hidden = book.create_sheet("Verborgen")
    hidden.append(list(HEADINGS))
    hidden.append(list(FIRST))
    hidden.sheet_state = "hidden"
    for number in range(20):
        book.create_sheet(f"Leeg {number}")
    parsed = read(saved(book), xlsx=True)
    assert ("TAB-005", "Blad1, row 2, inkoper") in said(parsed)
    assert ("TAB-004", "Blad1, row 3, datum") in said(parsed)
    assert ("TAB-006", "Verborgen") in said(parsed)
    [lost] = [finding for each in parsed for finding in each.findings if finding.rule == "TAB-005"]
    assert "00000099100000001000" in lost.nl


def test_merged_cells_are_said_and_the_rows_are_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(HEADINGS, FIRST, SECOND)))
    book["Blad1"].merge_cells("E2:E3")
    parsed = read(saved(book), xlsx=True)
    assert said(parsed) == [("TAB-010", "Blad1")]
    assert [content and content["senderKey"] for content in contents(parsed)] == [None, "BON-1", "BON-2"]


def test_two_cells_at_the_far_ends_of_a_sheet_are_no_work() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "sleutel"
    book.active["XFD1048576"] = "x"
    assert said(read(saved(book), xlsx=True)) == [("TAB-006", "Sheet")]


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04", b"geen werkmap", b"PK\x03\x04" + bytes(500)])
def test_what_is_no_workbook_is_refused(body: bytes) -> None:
    assert [code for code, _ in said(read(body, xlsx=True))] == ["TAB-007"]


def test_reading_goes_on_at_a_mark() -> None:
    body = csv_of(HEADINGS, FIRST, SECOND, THIRD)
    raws = list(records_in(io.BytesIO(body), "text/csv", limits=LIMITS, resume=START))
    again = list(records_in(io.BytesIO(body), "text/csv", limits=LIMITS, resume=raws[0].after))
    assert [raw.document for raw in again] == [raw.document for raw in raws[1:]]


def test_a_kept_record_reads_as_its_row_did() -> None:
    for parsed in read(csv_of(HEADINGS, FIRST, SECOND)):
        raw = next(iter(records_in(io.BytesIO(csv_of(HEADINGS, FIRST)), "text/csv", limits=LIMITS, resume=START)))
        raw.document, raw.body = None, parsed.kept
        again = OWN_RECORDS_CSV.read(raw, limits=LIMITS, erased=NOBODY)
        assert (again.own, again.kept) == (parsed.own, parsed.kept)
        assert json.loads(parsed.kept)["headings"] == list(HEADINGS)
