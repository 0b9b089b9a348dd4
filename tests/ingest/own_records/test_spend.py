"""What bodies spent, from a file as the Rijk publishes it to the rows that figures count."""

import io
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

from tests.ingest.own_records.records import JSON, findings, records
from tests.ingest.service.builders import OIN_OF_BETA, Sender, beta, rows, work_off, workers_on
from tests.ingest.service.erasing_scene import places, recorded
from tests.services import eventually

XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
CSV = {"Content-Type": "text/csv"}
HEAD = "Jaar;Ministerie;Leverancier;Categorie;Staffel"
NAME = "Voorbeeldgemeente Alpha"


def table(*lines: str, head: str = HEAD) -> bytes:
    return "\r\n".join([head, *lines]).encode()


def counted(database: str) -> list[tuple[Any, ...]]:
    return rows(database, "select category, amount, least, most from procurement.fact_spend order by 1")


def test_a_file_of_the_rijk_counts_by_category(database: str, sender: Sender) -> None:
    submission = sender.sent(
        table(
            f"2023;{NAME};Voorbeeld Catering B.V.;Catering;4",
            f"2023;{NAME};Voorbeeld Automaten B.V.;Catering;2",
            f"2023;{NAME};Voorbeeld Teruggaaf B.V.;Catering;0",
            f"2023;{NAME};Totaal;Catering;5",
            f"2023;{NAME};Voorbeeld Instrumenten B.V.;Laboratorium;3",
            f"2023;{NAME};Voorbeeld Glaswerk B.V.;Laboratorium;1",
        ),
        CSV,
    )
    work_off(database)
    assert records(sender, submission) == [("accepted", "spend", "1")]
    assert findings(sender, submission) == []
    assert counted(database) == [
        ("Catering", Decimal(375001), Decimal(250001), Decimal(500000)),
        ("Laboratorium", Decimal(75001 + 5001), Decimal(50001 + 1), Decimal(100000 + 10000)),
    ]
    lines = "select line, category, supplier, band from procurement.spend_line order by 1"
    assert rows(database, lines)[3] == (5, "Catering", "Totaal", 5)
    assert len(rows(database, lines)) == 6


def test_a_total_in_the_open_band_is_the_sum_of_its_suppliers(database: str, sender: Sender) -> None:
    sender.sent(
        table(
            f"2023;{NAME};Voorbeeld Groot B.V.;Catering;13",
            f"2023;{NAME};Voorbeeld Klein B.V.;Catering;1",
            f"2023;{NAME};;Catering;13",
            f"2023;{NAME};Voorbeeld Stroom B.V.;Energie;12",
            f"2023;{NAME};Voorbeeld Gas B.V.;Energie;12",
            f"2023;{NAME};Totaal;Energie;13",
            f"2023;{NAME};Totaal;Laboratorium;13",
            f"2023;{NAME};Totaal;Software Rijk;0",
        ),
        CSV,
    )
    work_off(database)
    assert counted(database) == [
        ("Catering", Decimal(150000001 + 5001), Decimal(150000001 + 1), None),
        ("Energie", Decimal(2 * 125000001), Decimal(2 * 100000001), Decimal(2 * 150000000)),
        ("Laboratorium", Decimal(150000001), Decimal(150000001), None),
    ]


def test_a_row_that_is_wrong_is_named_at_its_cell_and_the_others_go_in(database: str, sender: Sender) -> None:
    submission = sender.sent(
        table(
            f"2023;{NAME};Voorbeeld Catering B.V.;Catering;4",
            f"2023;{NAME};Voorbeeld Negatief B.V.;Catering;-3",
            f"2023;{NAME};Voorbeeld Onbekend B.V.;Catering;14",
            f"2023;{NAME};Voorbeeld Zonder B.V.;;2",
            f"2023;{NAME};Voorbeeld Leeg B.V.;Catering;",
            f"20x3;{NAME};Voorbeeld Jaar B.V.;Catering;2",
            f"2099;{NAME};Voorbeeld Toekomst B.V.;Catering;2",
            f"2023;{NAME};Voorbeeld Naam B.V.;Cattering;1",
        ),
        CSV,
    )
    work_off(database)
    assert findings(sender, submission) == [
        ("SPE-004", "row 9, Categorie"),
        ("REC-022", "row 8, Jaar"),
        ("REC-009", "row 3, Staffel"),
        ("SPE-002", "row 4, Staffel"),
        ("REC-006", "row 5, Categorie"),
        ("SPE-001", "row 6, Staffel"),
        ("REC-009", "row 7, Jaar"),
    ]
    assert [state for state, *_ in records(sender, submission)] == ["accepted", *["refused"] * 6]
    assert [row[0] for row in counted(database)] == ["Catering", "Cattering"]
    said = sender.items(f"/submissions/{submission}/findings")
    assert "Did you mean Catering?" in said[0]["message"]["en"]


def test_a_column_that_every_row_needs_is_missed_once(database: str, sender: Sender) -> None:
    head = "Jaar;Ministerie;Leverancier;Categorie;Opmerking"
    submission = sender.sent(table(f"2023;{NAME};A B.V.;Catering;x", f"2023;{NAME};B B.V.;Catering;y", head=head), CSV)
    work_off(database)
    assert findings(sender, submission) == [("REC-006", "row 1")]


def test_natural_persons_are_not_stored_and_their_rows_count(database: str, sender: Sender) -> None:
    persons = ("J. de Vries", "Mevrouw P. Voorbeeld", "Jansen, A.B.", "Natuurlijk persoon", "Klant 111222333")
    submission = sender.sent(
        table(
            *(f"2023;{NAME};{person};Catering;1" for person in persons),
            f"2023;{NAME};J. de Boer;Catering;99",
            f"2023;{NAME};Voorbeeld B.V.;Catering;1",
        ),
        CSV,
    )
    work_off(database)
    assert findings(sender, submission)[0] == ("SPE-003", "row 2, Leverancier")
    assert "4 other rows" in sender.items(f"/submissions/{submission}/findings")[0]["message"]["en"]
    query = "select supplier, count(*) from procurement.spend_line group by 1 order by 1"
    assert rows(database, query) == [("Voorbeeld B.V.", 1), ("natuurlijk persoon", 5)]
    assert counted(database)[0][:2] == ("Catering", Decimal(6 * 5001))
    for text in ("de Vries", "P. Voorbeeld", "Jansen", "111222333", "de Boer"):
        assert not places(database, text, "no such number"), text


def test_a_higher_version_replaces_all_lines_of_its_key_and_a_withdrawal_takes_them_away(
    database: str, sender: Sender
) -> None:
    head = "sleutel;versie;jaar;categorie;leverancier;bedrag;btw;status;reden"
    sender.sent(
        table(
            "catering;1;2024;Catering;Een B.V.;100,50;nee;;",
            "catering;1;2024;Catering;Twee B.V.;-20,25;nee;;",
            "overig;1;2024;Energie;Drie B.V.;1.000,00;nee;;",
            head=head,
        ),
        CSV,
    )
    work_off(database)
    query = "select sender_key, amount, least, most, vat_excluded, valued_by from procurement.fact_spend order by 1"
    amounts = ("catering", *[Decimal("80.25")] * 3, True, "amount")
    assert rows(database, query) == [amounts, ("overig", *[Decimal("1000.00")] * 3, True, "amount")]
    sender.sent(table("catering;2;2024;Catering;Een B.V.;7;nee;;", head=head), CSV)
    work_off(database)
    assert [row[:2] for row in rows(database, query)] == [("catering", 7), ("overig", Decimal(1000))]
    sender.sent(table("catering;3;2024;Catering;Een B.V.;7;nee;ingetrokken;dubbel", head=head), CSV)
    work_off(database)
    assert [row[0] for row in rows(database, query)] == ["overig"]
    assert rows(database, "select amount from procurement.spend_history order by 1") == [(7,), (Decimal("80.25"),)]
    sender.sent(table("catering;2;2024;Catering;Een B.V.;8;nee;;", head=head), CSV)
    work_off(database)
    assert [row[0] for row in rows(database, query)] == ["overig"]


def test_two_files_of_one_version_are_both_kept_and_neither_counts_where_they_differ(
    database: str, sender: Sender
) -> None:
    sender.sent(table(f"2023;{NAME};Een B.V.;Catering;2"), CSV)
    work_off(database)
    again = sender.sent(table(f"2023;{NAME};Een B.V.;Catering;3"), CSV)
    work_off(database)
    assert findings(sender, again) == [("REC-020", "/senderVersion")]
    assert counted(database) == []
    assert rows(database, "select count(*) from procurement.spend_line") == [(2,)]


def test_the_same_lines_are_the_same_version_whatever_carries_them(database: str, sender: Sender) -> None:
    sender.sent(table(f"2023;{NAME};Een B.V.;Catering;2", f"2023;{NAME};;Catering;3"), CSV)
    work_off(database)
    head: list[object] = ["Jaar", "Ministerie", "Leverancier", "Categorie", "Staffel"]
    cells: list[list[object]] = [
        ["Inkoopuitgaven"],
        head,
        [2023, NAME, "Een B.V.", "Catering", 2],
        [2023, NAME, None, "Catering", 3],
    ]
    book = sender.sent(workbook(cells), XLSX)
    lines = [{"category": "Catering", "supplier": "Een B.V.", "band": 2}, {"category": "Catering", "band": 3}]
    stated = {"format": "ppds-spend", "buyer": NAME, "senderKey": "2023", "year": 2023, "lines": lines}
    document = sender.sent(json.dumps(stated).encode(), JSON)
    work_off(database)
    for submission in (book, document):
        assert findings(sender, submission) == []
        assert [state for state, *_ in records(sender, submission)] == ["unchanged"]
    assert rows(database, "select count(*) from procurement.spend_line") == [(2,)]
    assert counted(database) == [("Catering", Decimal(75001), Decimal(50001), Decimal(100000))]


def test_a_formula_in_a_workbook_keeps_its_row_out(database: str, sender: Sender) -> None:
    head: list[object] = ["Jaar", "Leverancier", "Categorie", "Staffel"]
    cells: list[list[object]] = [
        head,
        [2023, "=A1", "Catering", 2],
        [2023, "Een B.V.", "Catering", 2],
        [2023, "Twee B.V.", "Catering", "=1"],
    ]
    submission = sender.sent(workbook(cells), XLSX)
    work_off(database)
    assert sorted(findings(sender, submission)) == [
        ("SPE-001", "Blad, row 4, Staffel"),
        ("TAB-004", "Blad, row 2, Leverancier"),
        ("TAB-004", "Blad, row 4, Staffel"),
    ]
    assert counted(database) == [("Catering", Decimal(30001), Decimal(10001), Decimal(50000))]


def test_a_body_that_the_register_does_not_know_by_name_is_refused_with_the_nearest(
    database: str, sender: Sender
) -> None:
    beta(database)
    body = table("2023;Voorbeeldgemeente Betta;Een B.V.;Catering;2", f"2023;{NAME};Een B.V.;Catering;2")
    submission = sender.sent(body, CSV)
    work_off(database)
    [finding] = sender.items(f"/submissions/{submission}/findings")
    assert (finding["code"], finding["location"]) == ("ING-001", "row 2, Ministerie")
    assert "Did you mean voorbeeldgemeente beta?" in finding["message"]["en"]
    assert len(counted(database)) == 1


def test_a_sole_trader_who_is_erased_leaves_no_trace_and_the_sum_stays(database: str, sender: Sender) -> None:
    trader, number = "Fietsenmaker De Voorbeeld", "87654321"
    head = "versie;jaar;categorie;leverancier;soort nummer;nummer;bedrag;opmerking"
    body = table(
        f"1;2024;Catering;{trader};NL-KVK;{number};100;contact {trader}",
        f"1;2024;Catering;{trader};;;50;",
        "1;2024;Catering;Ander B.V.;NL-KVK;99000001;7;",
        head=head,
    )
    sender.sent(body, CSV)
    sender.sent(body.replace(b"\n1;", b"\n2;"), CSV)
    work_off(database)
    assert places(database, trader, number)
    recorded(database, number, trader)
    with workers_on(database):
        eventually(lambda: not places(database, trader, number))
    assert counted(database) == [("Catering", *[Decimal(157)] * 3)]
    query = "select starts_with(supplier_number, 'erased-'), supplier from procurement.spend_line where line = 2"
    assert rows(database, query) == [(True, "[verwijderd]")] * 2
    again = sender.send(body, {**CSV, "Idempotency-Key": "again"})
    work_off(database)
    assert [each["state"] for each in sender.items(f"/submissions/{again.json()['id']}/records")] == ["unchanged"]


def workbook(cells: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Blad"
    for row in cells:
        sheet.append(list(row))
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def test_the_file_goes_back_in_the_order_of_its_rows(database: str, sender: Sender) -> None:
    lines = (f"2023;{NAME};Een B.V.;Catering;2", f"2023;{NAME};Twee B.V.;Catering;-1", f"2023;{NAME};Drie;Catering;1")
    submission = sender.sent(table(*lines), CSV)
    work_off(database)
    path = f"/v1/submissions/{submission}/table"
    answer = sender.http.get(path, headers={**sender.headers, "Accept": "text/csv"})
    assert answer.status_code == 200, answer.text
    back = [line.split(";") for line in answer.content.decode("utf-8-sig").splitlines()]
    assert [line[2] for line in back] == ["Leverancier", "Een B.V.", "Twee B.V.", "Drie"]
    assert [line[5:7] for line in back[1:]] == [["", ""], ["REC-009", "fout"], ["", ""]]


def test_suppliers_are_matched_by_number_and_loose_ones_have_the_nearest(database: str, sender: Sender) -> None:
    beta(database)
    head = "jaar;categorie;leverancier;soort nummer;nummer;bedrag"
    sender.sent(
        table(
            "2024;Catering;Voorbeeld Catering B.V.;NL-KVK;99000001;10",
            "2024;Catering;Voorbeeld Catering BV;NL-KVK;99000001;10",
            "2024;Catering;VOORBEELD CATERING B.V.;;;10",
            "2024;Catering;Voorbeeld Katering B.V.;;;10",
            "2024;Catering;Heel iets anders;;;10",
            f"2024;Catering;Voorbeeldgemeente Beta;NL-OIN;{OIN_OF_BETA};10",
            "2024;Catering;Totaal;;;60",
            "2024;Catering;J. de Vries;;;10",
            head=head,
        ),
        CSV,
    )
    work_off(database)
    listed = sender.items("/spend-suppliers", year=2024, limit=2)
    told = {
        each["name"]: (each["match"], each["lines"], [near["number"] for near in each["candidates"]]) for each in listed
    }
    assert told == {
        "Heel iets anders": ("none", 1, []),
        "VOORBEELD CATERING B.V.": ("name", 1, ["99000001"]),
        "Voorbeeld Katering B.V.": ("none", 1, ["99000001"]),
        "Voorbeeld Catering BV": ("number", 2, []),
        "Voorbeeldgemeente Beta": ("number", 1, []),
    }
    assert [each["party"] is not None for each in listed if each["number"] == OIN_OF_BETA] == [True]
    assert sender.items("/spend-suppliers", year=2023) == []


def test_a_year_is_put_by_itself_and_its_answer_has_the_sums(database: str, sender: Sender) -> None:
    line = {"category": "Catering", "supplier": "J. de Vries", "band": 2}
    stated = {"year": 2023, "lines": [line, {"category": "Gas", "amount": 12.5, "vatIncluded": "yes"}]}
    put = {"url": "/v1/spend/2023", "headers": sender.headers, "json": stated}
    made = sender.http.put(**put)  # type: ignore[arg-type]
    assert (made.status_code, [each["code"] for each in made.json()["findings"]]) == (201, ["SPE-003"]), made.text
    assert sender.http.put(**put).json()["stored"] is False  # type: ignore[arg-type]
    read = sender.get("/spend/2023").json()
    assert read["content"]["lines"]["count"] == 2
    assert read["content"]["categories"] == [
        {"category": "Catering", "bands": {"2": 1}},
        {"category": "Gas", "vatIncluded": "yes", "totals": [{"amount": "12.5"}]},
    ]
    assert "Vries" not in json.dumps(read)
    assert counted(database) == [
        ("Catering", Decimal(30001), Decimal(10001), Decimal(50000)),
        ("Gas", Decimal("12.5"), Decimal("12.5"), Decimal("12.5")),
    ]
    wrong = {**stated, "lines": [{**line, "band": -1}, {"category": "Gas"}]}
    refused = sender.http.put("/v1/spend/2024", headers=sender.headers, json={**wrong, "year": 2022})
    assert refused.status_code == 400
    assert [each["location"] for each in refused.json()["errors"]] == ["/lines/0/band"]
