"""Spend as a table: the quick way and the careful way read the same, and what is no firm is told from what is."""

import csv
import io
from collections.abc import Sequence

import pytest

from services.ingest.data_contracts.spend.natural_persons import PERSON, natural_persons, without_persons
from services.ingest.formats.body import read, records_in
from services.ingest.formats.own_records.tables import spend_table
from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.source_format import START
from shared.procurement.erased import NOBODY

ROWS = [
    ["Jaar", "Leverancier", "Categorie", "Staffel"],
    ["2023", "Voorbeeld B.V.", "Catering", "3"],
    ["2023", "Café Voorbeeld", "Catering", "1"],
    ["2023", "", "Catering", "4"],
]


def parsed(body: bytes) -> list[Parsed]:
    limits = Limits()
    coming = records_in(io.BytesIO(body), "text/csv", limits=limits, resume=START)
    return [read(each, limits=limits, erased=NOBODY) for each in coming]


def written(rows: Sequence[Sequence[str]], *, delimiter: str = ";", quoted: bool = False, end: str = "\r\n") -> str:
    text = io.StringIO()
    if quoted:
        csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    else:
        csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        written(ROWS).encode("utf-8-sig"),
        written(ROWS, quoted=True).encode(),
        written(ROWS, delimiter="\t").encode("utf-16"),
        written(ROWS, delimiter=",", end="\n").encode("cp1252"),
        written(ROWS, end="\r").encode(),
        written([["Inkoopuitgaven"], *ROWS, ["", "", "", ""]]).encode(),
        written([[*row, "", ""] for row in ROWS]).encode(),
        written([*ROWS[:2], [], *ROWS[2:]]).encode(),
    ],
    ids=["quick", "quotes", "utf-16 tabs", "cp1252 commas", "old line ends", "a title", "wider", "an empty line"],
)
def test_the_same_rows_are_the_same_lines_however_they_are_written(body: bytes) -> None:
    [record] = parsed(body)
    assert [each.rule for each in record.findings] == []
    assert record.own is not None
    assert record.own.lines is not None
    assert record.own.lines.columns["supplier"] == ["Voorbeeld B.V.", "Café Voorbeeld", ""]
    assert record.own.content["categories"] == [
        {"category": "Catering", "bands": {"1": 1, "3": 1}, "totals": [{"band": 4}]}
    ]


def test_quotes_go_across_lines_and_hold_delimiters() -> None:
    rows = [*ROWS[:2], ["2023", 'Zoon; "Dochter" B.V.', "Catering", "2"]]
    [record] = parsed(written(rows).encode())
    assert record.own is not None
    assert record.own.lines is not None
    assert record.own.lines.columns["supplier"][1] == 'Zoon; "Dochter" B.V.'


def test_each_year_is_a_record_and_rows_may_be_mixed() -> None:
    rows = [ROWS[0], *([year, "Voorbeeld B.V.", "Catering", "2"] for year in ("2022", "2023", "2022"))]
    records = parsed(written(rows).encode())
    assert [(each.own.key, len(each.own.lines.numbers)) for each in records if each.own and each.own.lines] == [
        ("2022", 2),
        ("2023", 1),
    ]


def test_more_rows_than_fit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spend_table, "MOST_LINES", 2)
    for quoted in (False, True):
        [record] = parsed(written(ROWS, quoted=quoted).encode())
        assert record.own is None
        assert [(each.rule, each.location) for each in record.findings] == [("SPE-008", "row 1")]


def test_cells_that_begin_like_a_formula_are_text() -> None:
    [record] = parsed(written([*ROWS[:2], ["2023", "=1+1", "@Catering", "2"]]).encode())
    assert record.own is not None
    assert record.own.lines is not None
    assert record.own.lines.columns["supplier"][1] == "=1+1"


@pytest.mark.parametrize(
    ("name", "is_person"),
    [
        ("J. de Vries", True),
        ("A.B. van der Berg-Smit", True),
        ("Jansen, P.", True),
        ("Vries, A. de", True),
        ("Mevrouw P. Voorbeeld", True),
        ("dhr. Jansen", True),
        ("Natuurlijk persoon", True),
        ("particulieren", True),
        ("Klant 111222333", True),
        ("Klant 123456789", False),
        ("Bakkerij J. de Vries", False),
        ("J. Jansen Schilderwerken", False),
        ("De Heeren van Noord B.V.", False),
        ("Mw Catering BV", False),
        ("K.P.N.", False),
        ("Stichting A. de Vries", False),
    ],
)
def test_who_is_a_natural_person(name: str, is_person: bool) -> None:
    assert (name in natural_persons({name, "Voorbeeld B.V."})) == is_person


def test_who_states_a_number_is_a_firm() -> None:
    firm = {"supplier": "J. de Vries", "supplierNumber": {"scheme": "NL-KVK", "id": "99000001"}}
    assert without_persons([firm, {"supplier": "J. de Vries"}, "no line"]) == [firm, {"supplier": PERSON}, "no line"]
