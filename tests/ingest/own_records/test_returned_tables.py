"""The sender's own table comes back with what was found in each row, and goes in again once it is mended."""

import csv
import io
import itertools
from collections.abc import Sequence
from datetime import timedelta

import openpyxl
import xlsxwriter

from services.ingest.data_contracts.columns import FINDING_HEADINGS
from services.ingest.formats.kept_rows import KeptRows
from services.ingest.submissions.rules.returned_rows import Said, returned_lines
from shared.dutch_day import today
from tests.ingest.own_records.records import findings, records, registration, sent
from tests.ingest.service.builders import Sender, bearer, beta, work_off

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLE = {"Content-Type": "text/csv"}
BOOK = {"Content-Type": XLSX}
HEADINGS = ["wat", "sleutel", "Datum", "staffel", "thema's", "reden"]
GOOD = ["cpv:39130000", "BON-1", "14-04-2026", "2", "circulair, klimaat", ""]
NO_DAY = ["cpv:39130000", "BON-2", "31-31-2026", "2", "geen", ""]
THREE_FAULTS = ["stoelen", "BON-3", "2026-04-14", "-3", "klimmaat", ""]
FORMULA_LIKE = ["cpv:39130000", "BON-4", "2026-04-14", "1", "", "=HYPERLINK(1)"]
PLANTED = [NO_DAY, THREE_FAULTS, FORMULA_LIKE]
MENDED = [["cpv:39130000", key, "2026-04-14", "2", "klimaat", ""] for key in ("BON-2", "BON-3")]


def csv_of(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def book_of(**sheets: Sequence[Sequence[object]]) -> bytes:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return body.getvalue()


def rows_of_csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))


def rows_of_book(body: bytes) -> dict[str, list[list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    return {
        sheet.title: [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book
    }


def told(row: Sequence[str], *, width: int = len(HEADINGS)) -> list[tuple[str, str]]:
    """Code and column of each finding in a row."""
    return list(zip(row[width].split("\n"), row[width + 2].split("\n"), strict=True)) if row[width] else []


def returned(sender: Sender, submission: str, accept: str | None = None) -> bytes:
    headers = {**sender.headers, **({"Accept": accept} if accept else {})}
    answer = sender.http.get(f"/v1/submissions/{submission}/table", headers=headers)
    assert answer.status_code == 200, answer.text
    assert submission in answer.headers["Content-Disposition"]
    return answer.content


def test_a_table_comes_back_with_exactly_the_faults_that_were_planted(database: str, sender: Sender) -> None:
    submission = sender.sent(csv_of([["Inkoop 2026"], [], HEADINGS, GOOD, [], *PLANTED]), TABLE)
    work_off(database)
    rows = rows_of_csv(returned(sender, submission))
    assert rows[:2] == [[], []]
    assert rows[2] == [*HEADINGS, *FINDING_HEADINGS]
    assert [row[: len(HEADINGS)] for row in rows[3:7]] == [
        GOOD,
        [],
        NO_DAY,
        [*THREE_FAULTS[:3], "'-3", *THREE_FAULTS[4:]],
    ]
    assert [told(row) if row else [] for row in rows[3:]] == [
        [],
        [],
        [("REC-008", "Datum")],
        [("REC-010", "wat"), ("REC-009", "staffel"), ("REC-007", "thema's")],
        [],
    ]
    assert rows[5][len(HEADINGS) + 1] == "fout"
    assert rows[5][len(HEADINGS) + 3].startswith("Dit is geen datum die hier kan staan. Schrijf een dag")
    assert rows[5][len(HEADINGS) + 4].startswith("This is no date")


def test_no_cell_of_what_goes_back_is_run_and_sent_again_it_says_the_same(database: str, sender: Sender) -> None:
    submission = sender.sent(csv_of([HEADINGS, FORMULA_LIKE]), TABLE)
    work_off(database)
    body = returned(sender, submission)
    assert rows_of_csv(body)[1][5] == "'=HYPERLINK(1)"
    again = sender.sent(body, TABLE)
    work_off(database)
    assert records(sender, again) == [("unchanged", "registration", "1")]


def test_mended_and_sent_again_it_goes_in_without_a_finding(database: str, sender: Sender) -> None:
    submission = sender.sent(csv_of([HEADINGS, GOOD, *PLANTED[:2]]), TABLE)
    work_off(database)
    rows = rows_of_csv(returned(sender, submission))
    for row, mended in zip(rows[2:], MENDED, strict=True):
        row[: len(HEADINGS)] = mended
    again = sender.sent(csv_of(rows), TABLE)
    work_off(database)
    assert findings(sender, again) == []
    assert [state for state, _, _ in records(sender, again)] == ["unchanged", "accepted", "accepted"]


def test_a_workbook_comes_back_sheet_by_sheet(database: str, sender: Sender) -> None:
    body = book_of(
        Januari=[HEADINGS, GOOD, NO_DAY],
        Toelichting=[["niets van belang"]],
        Februari=[[], HEADINGS[::-1], THREE_FAULTS[::-1], FORMULA_LIKE[::-1]],
    )
    submission = sender.sent(body, BOOK)
    work_off(database)
    back = returned(sender, submission, accept="text/csv")
    sheets = rows_of_book(back)
    assert list(sheets) == ["Januari", "Februari", "Bevindingen"]
    assert sheets["Januari"][0] == [*HEADINGS, *FINDING_HEADINGS]
    assert [told(row) for row in sheets["Januari"][1:]] == [[], [("REC-008", "Datum")]]
    assert sheets["Februari"][1][: len(HEADINGS)] == HEADINGS[::-1]
    assert told(sheets["Februari"][2]) == [("REC-010", "wat"), ("REC-009", "staffel"), ("REC-007", "thema's")]
    assert [row[:3] for row in sheets["Bevindingen"]] == [[*FINDING_HEADINGS[:3]], ["TAB-006", "let op", "Toelichting"]]
    again = sender.sent(back, BOOK)
    work_off(database)
    assert {code for code, _ in findings(sender, again)} == {"REC-007", "REC-008", "REC-009", "REC-010"}


def test_a_formula_is_a_finding_of_its_cell_and_an_empty_cell_in_what_goes_back(database: str, sender: Sender) -> None:
    submission = sender.sent(book_of(Blad=[HEADINGS, GOOD, [*NO_DAY[:1], "=1+1", "=TODAY()", *NO_DAY[3:]]]), BOOK)
    work_off(database)
    rows = rows_of_book(returned(sender, submission))["Blad"]
    assert told(rows[1]) == []
    assert rows[2][1:3] == ["", ""]
    assert sorted(code for code, _ in told(rows[2]) if code.startswith("TAB")) == ["TAB-004", "TAB-004"]


def test_what_is_said_beside_the_cells_stands_in_the_row_of_its_record(database: str, sender: Sender) -> None:
    later = [*GOOD[:2], "2026-04-14", "3", "klimaat", ""]
    sender.sent(csv_of([[*HEADINGS, "versie"], [*GOOD, "2"]]), TABLE)
    work_off(database)
    submission = sender.sent(csv_of([[*HEADINGS, "versie", "kleur"], [*later, "1", "rood"]]), TABLE)
    work_off(database)
    [headings, row] = rows_of_csv(returned(sender, submission))
    assert headings[:8] == [*HEADINGS, "versie", "kleur"]
    assert told(row, width=8) == [("TAB-002", "kleur"), ("REC-021", "versie")]


def test_a_csv_comes_back_as_a_workbook_when_asked(database: str, sender: Sender) -> None:
    submission = sender.sent(csv_of([HEADINGS, GOOD, NO_DAY]), TABLE)
    work_off(database)
    rows = rows_of_book(returned(sender, submission, accept=XLSX))["Tabel"]
    assert [told(row) for row in rows[1:]] == [[], [("REC-008", "Datum")]]


def test_a_table_of_no_known_kind_comes_back_as_its_finding(database: str, sender: Sender) -> None:
    submission = sender.sent(b"a;b\r\n1;2\r\n", TABLE)
    work_off(database)
    [headings, finding] = rows_of_csv(returned(sender, submission))
    assert headings == list(FINDING_HEADINGS)
    assert finding[:3] == ["TAB-001", "fout", "row 1"]


def test_contacts_do_not_come_back(database: str, sender: Sender) -> None:
    submission = sender.sent(csv_of([HEADINGS, [*GOOD[:5], "bel jan@voorbeeld.nl"]]), TABLE)
    work_off(database)
    assert b"voorbeeld.nl" not in returned(sender, submission)


def test_what_came_as_json_or_is_still_read_does_not_come_back_as_a_table(database: str, sender: Sender) -> None:
    as_json = sent(sender, registration())
    waiting = sender.sent(csv_of([HEADINGS, GOOD]), TABLE)
    answer = sender.get(f"/submissions/{as_json}/table")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "no-table")
    answer = sender.get(f"/submissions/{waiting}/table")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "still-read")


def test_another_party_gets_no_table(database: str, sender: Sender) -> None:
    submission = sender.sent(csv_of([HEADINGS, GOOD]), TABLE)
    work_off(database)
    stranger = bearer("ingest:read", party=beta(database))
    assert sender.http.get(f"/v1/submissions/{submission}/table", headers=stranger).status_code == 404


def test_a_table_of_any_length_goes_back_a_record_at_a_time() -> None:
    """Neither records nor findings are read ahead of what was given out: here neither has an end."""
    read = itertools.count(1)
    kept = ((next(read), b"record") for _ in itertools.count())
    said = (Said(number, "REC-008", "error", f"row {number}, Datum", "", "") for number in itertools.count(1))
    lines = returned_lines(
        kept, said, lambda _: KeptRows("", HEADINGS, 0, [(7, GOOD), (8, GOOD)], {"/awardedOn": "Datum"})
    )
    given = list(itertools.islice(lines, 1000))
    assert [line.number for line in given] == [7, 8] * 500
    assert next(read) == 501


SOUND = {
    "sleutel": "C-1",
    "soort": "contract",
    "getekend": "2024-07-06",
    "begin": "2024-09-01",
    "einde": "2028-08-31",
    "afspraak": "C1",
    "thema": "climate",
    "indicator": "KLI-E02",
    "doel": "12,5",
    "eenheid": "TNE",
    "vergelijking": "at-least",
    "uiterlijk": "2026-08-31",
    "kleur": "rood",
}


def planted(key: str, **faults: str) -> list[str]:
    return list({**SOUND, "sleutel": key, **faults}.values())


def test_each_fault_of_a_contract_comes_back_in_its_row_and_the_others_go_in(database: str, sender: Sender) -> None:
    tomorrow_and_later = str(today() + timedelta(days=30))
    rows = [
        planted("C-1"),
        planted("C-2", einde="2023-08-31"),
        planted("C-3", doel="", eenheid=""),
        planted("C-4", eenheid="EUR"),
        planted("C-5", getekend=tomorrow_and_later, begin=tomorrow_and_later, einde="", uiterlijk=""),
        planted("C-6", doel="null"),
        planted("C-7", soort="call-off"),
    ]
    submission = sender.sent(csv_of([list(SOUND), *rows]), TABLE)
    work_off(database)
    back = rows_of_csv(returned(sender, submission))[1:]
    assert [row[: len(SOUND)] for row in back] == rows
    assert [told(row, width=len(SOUND)) for row in back] == [
        [("TAB-002", "kleur")],
        [("CON-001", "einde")],
        [("CON-007", "commitments")],
        [("CON-011", "eenheid")],
        [("CON-008", "uiterlijk"), ("REC-022", "getekend")],
        [("REC-009", "doel")],
        [("CON-003", "raamovereenkomst")],
    ]
    accepted = [state == "accepted" for state, _, _ in records(sender, submission)]
    assert accepted == [True, False, True, False, False, False, False]
