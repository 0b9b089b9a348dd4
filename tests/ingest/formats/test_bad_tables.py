"""What spreadsheets and their users do to tables: each is said at its place, and the other rows go in."""

import io
import time
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

import openpyxl
import pytest
import xlsxwriter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from services.ingest.formats.parsed import Limits
from tests.ingest.formats.test_tables import (
    EXPECTED,
    FIRST,
    HEADINGS,
    SECOND,
    THIRD,
    contents,
    csv_of,
    read,
    said,
    saved,
    workbook,
)

SHEET = "xl/worksheets/sheet1.xml"
ROWS = "<sheetData>"
MEASURED = ("sleutel", "wat gemeten", "van", "tot en met", "hoeveelheid", "eenheid")


def with_sheet(body: bytes, change: Mapping[str, str]) -> bytes:
    """The workbook with these texts in the XML of its first sheet replaced."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == SHEET:
                text = content.decode()
                for old, new in change.items():
                    assert old in text
                    text = text.replace(old, new, 1)
                content = text.encode()
            after.writestr(name, content)
    return changed.getvalue()


def keys(body: bytes, *, xlsx: bool = False) -> list[object]:
    return [content and content["senderKey"] for content in contents(read(body, xlsx=xlsx))]


@pytest.mark.parametrize(
    "empty", ['<row r="{}"/>', '<row r="{}" s="1"><c r="A{}" s="1"/></row>'], ids=["bare", "styled"]
)
def test_a_million_empty_rows_are_read_over_and_what_stands_behind_them_is_read(empty: str) -> None:
    body = workbook(HEADINGS, FIRST)
    blanks = "".join(empty.replace("{}", str(number)) for number in range(3, 1_000_003))
    last = "".join(
        f'<c r="{letter}1000003" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("ABCDE", SECOND, strict=True)
    )
    body = with_sheet(body, {"</sheetData>": f'{blanks}<row r="1000003">{last}</row></sheetData>'})
    started = time.process_time()
    parsed = read(body, xlsx=True)
    assert contents(parsed) == EXPECTED[:2]
    assert said(parsed) == []
    assert time.process_time() - started < 30


def test_a_cell_at_each_end_of_a_sheet_leaves_the_rows_between_them_readable() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(HEADINGS, FIRST)))
    book["Blad1"]["XFD1048576"] = "x"
    assert keys(saved(book), xlsx=True) == ["BON-1"]


def test_twenty_sheets_are_twenty_tables_and_their_records_are_numbered_through() -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for number in range(20):
        sheet = book.create_sheet(f"Maand {number}")
        sheet.append(list(HEADINGS))
        sheet.append([f"BON-{number}", *FIRST[1:]])
    parsed = read(saved(book), xlsx=True)
    assert [each.sender_key for each in parsed] == [f"BON-{number}" for number in range(20)]
    assert said(parsed) == []


def test_a_formula_in_the_key_refuses_its_own_row_alone() -> None:
    body = workbook(HEADINGS, FIRST, ("=A2", *SECOND[1:]), THIRD)
    parsed = read(body, xlsx=True)
    assert contents(parsed) == [EXPECTED[0], None, EXPECTED[2]]
    assert ("TAB-004", "Blad1, row 3, sleutel") in said(parsed)
    assert {place.split(",")[1] for _, place in said(parsed)} == {" row 3"}


def test_a_row_of_nothing_but_formulas_is_no_empty_row() -> None:
    parsed = read(workbook(HEADINGS, FIRST, ("=A2", "=B2", "=C2", "=D2", "=E2")), xlsx=True)
    assert [code for code, _ in said(parsed)].count("TAB-004") == 5


def test_days_numbers_truth_and_errors_of_a_workbook_are_what_they_show() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook((*HEADINGS, "opmerking", "bedrag"))))
    sheet = book["Blad1"]
    sheet.append(["BON-1", datetime(2026, 4, 14), "cpv:39130000", 2.0, "klimaat", True, 12.5])  # noqa: DTZ001 - a workbook knows no zones
    sheet.append(["BON-2", date(2026, 4, 15), "cpv:39130000", 1, "klimaat", "#N/A", 1e-7])
    first, second = contents(read(saved(book), xlsx=True))
    assert first is not None
    assert second is not None
    assert (first["awardedOn"], first["valueBand"], second["awardedOn"]) == ("2026-04-14", 2, "2026-04-15")


def test_days_that_count_from_1904_are_the_same_days() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(HEADINGS, ("BON-1", date(2026, 4, 14), *FIRST[2:]))))
    book.epoch = CALENDAR_MAC_1904
    assert contents(read(saved(book), xlsx=True)) == [EXPECTED[0]]


def test_texts_with_marks_within_are_read_whole() -> None:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, FIRST)
        sheet.write_rich_string(1, 0, "BON", bold, "-", "1")
    assert contents(read(body.getvalue(), xlsx=True)) == [EXPECTED[0]]


@pytest.mark.parametrize(
    "change",
    [
        {"<worksheet": '<!DOCTYPE x [<!ENTITY a "b">]><worksheet'},
        {ROWS: f"{ROWS}<row><c r='A1'><v>1</v>"},
        {ROWS: f"{ROWS}<row r='1048577'/>"},
        {'r="A1"': 'r="ABCD1"'},
        {'r="A1"': 'r="é1"'},
    ],
    ids=["entities", "not closed", "beyond the last row", "no column", "no letter"],
)
def test_a_sheet_that_no_program_writes_is_refused_with_what_to_do(change: Mapping[str, str]) -> None:
    [(code, _)] = said(read(with_sheet(workbook(HEADINGS, FIRST), change), xlsx=True))
    assert code == "TAB-007"


def test_a_row_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    cells = "<c><v>1</v></c>" * 2_000_000
    body = with_sheet(workbook(HEADINGS, FIRST), {"</sheetData>": f"<row>{cells}</row></sheetData>"})
    assert said(read(body, xlsx=True)) == [("TAB-007", "/")]


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_read() -> None:
    body = workbook(HEADINGS, *([FIRST] * 1000))
    assert [code for code, _ in said(read(body, xlsx=True, limits=Limits(max_expanded=10_000)))] == ["TAB-008"]


@pytest.mark.parametrize(
    ("stated", "number"),
    [
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1 234,5", "1234.5"),
        ("1.234.567", "1234567"),
    ],
)
def test_a_decimal_comma_and_thousands_are_one_number(stated: str, number: str) -> None:
    [content] = contents(read(csv_of(MEASURED, ("M-1", "electricity", "01-01-2025", "31-12-2025", stated, "KWH"))))
    assert content is not None
    assert content["amount"] == number


def test_a_letter_that_the_encoding_lacks_is_said_at_its_cell() -> None:
    """The beginning tells the encoding; a later row may hold another."""
    body = csv_of((*HEADINGS, "reden"), *[[f"BON-{number}", *FIRST[1:], "goed" * 20] for number in range(3000)])
    parsed = read(body + "\r\nBON-X;14-04-2026;cpv:39130000;2;klimaat;caf\xe9\r\n".encode("cp1252"))
    assert said(parsed) == [("TAB-009", "row 3002, reden")]
    assert sum(each.own is not None for each in parsed) == 3001


def test_quotes_that_never_close_end_the_table_there_and_the_rows_before_go_in() -> None:
    body = csv_of(HEADINGS, FIRST, SECOND) + b'\r\n"BON-3;' + b"x;" * 200_000
    parsed = read(body)
    assert contents(parsed)[:2] == EXPECTED[:2]
    assert said(parsed) == [("TAB-011", "row 4")]


def test_quotes_that_never_close_above_the_headings_are_said_too() -> None:
    assert said(read(b'"Titel;' + b"x;" * 200_000)) == [("TAB-011", "row 1")]


def test_the_rows_before_a_place_where_a_workbook_is_broken_go_in() -> None:
    body = with_sheet(workbook(HEADINGS, FIRST, SECOND), {"</sheetData>": "<row r='1048577'/></sheetData>"})
    parsed = read(body, xlsx=True)
    assert contents(parsed) == [*EXPECTED[:2], None]
    assert said(parsed) == [("TAB-007", "/")]


def test_a_nul_in_a_cell_takes_no_other_row_along() -> None:
    parsed = read(csv_of(HEADINGS, FIRST, ("BON\x00-2", *SECOND[1:])))
    assert contents(parsed)[0] == EXPECTED[0]
    assert len(parsed) == 2


def test_rows_of_another_length_are_read_as_far_as_there_are_headings() -> None:
    parsed = read(csv_of(HEADINGS, (*FIRST, "los", "einde"), THIRD[:4]))
    assert contents(parsed) == [EXPECTED[0], EXPECTED[2]]
    assert said(parsed) == []


def test_a_column_that_stands_twice_is_said_and_read_once() -> None:
    parsed = read(csv_of((*HEADINGS, "Wat"), (*FIRST, "cpv:99999999")))
    assert contents(parsed) == [EXPECTED[0]]
    assert said(parsed) == [("TAB-003", "row 1, Wat")]


def test_an_identifier_that_lost_its_zeros_is_offered_whole_and_one_that_did_not_is_left_alone() -> None:
    body = workbook((*HEADINGS, "inkoper"), (*FIRST, 99100000001000), (*SECOND, "00000099100000001000"))
    parsed = read(body, xlsx=True)
    assert [place for code, place in said(parsed) if code == "TAB-005"] == ["Blad1, row 2, inkoper"]


def _days() -> Iterator[tuple[str, str]]:
    for number in range(0, 20_000, 613):
        day = date(1990, 1, 1) + timedelta(days=number)
        yield day.strftime("%d-%m-%Y"), day.isoformat()


def test_a_day_is_the_same_whether_typed_in_dutch_or_kept_as_a_number() -> None:
    for typed, iso in _days():
        from_csv = contents(read(csv_of(HEADINGS, (FIRST[0], typed, *FIRST[2:]))))
        from_book = contents(read(workbook(HEADINGS, (FIRST[0], date.fromisoformat(iso), *FIRST[2:])), xlsx=True))
        assert from_csv == from_book
        assert from_csv[0] is None or from_csv[0]["awardedOn"] == iso
