"""Reading a list of organisations: CSV text -> party records, and what is odd about it.

Columns: tier, organisation_type, tooi_uri, name, official_name, abbreviation, oin, kvk, rsin, roo_id and
province_tooi_uri, and where a list has them parent (key of the party it belongs to), member_of (keys of umbrella
associations, blanks between them) and valid_until; other columns are left alone. A wrong identifier is left out and
reported, and its row still counts; a row without a key, a name or a known type is refused, and the other rows still
count.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from services.registry.parties.rules.records import LONGEST_NAME, Identifier, PartyRecord
from services.registry.parties.rules.words import OWN_IDENTIFIERS, place_of
from services.registry.party_lists.rules.list_rules import OF_PROBLEM
from shared.procurement.finding import Finding, Severity
from shared.procurement.identifiers import KvkNumber, Oin, RooNumber, Rsin, TooiUri
from shared.shown_text import unprintable
from shared.uploaded_csv import UnreadableList, lines_of

NEEDED_COLUMNS: Final = ("organisation_type", "name")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BEYOND: Final = "beyond the heading"

ListProblem = Literal[
    "bad-date",
    "bad-identifier",
    "cycle",
    "duplicate-key",
    "duplicate-identifier",
    "extra-cells",
    "held-by-another",
    "no-key",
    "no-name",
    "not-a-test-body",
    "running-mandates",
    "test-body",
    "unknown-association",
    "unknown-parent",
    "unknown-province",
    "unknown-type",
]


@dataclass(frozen=True, slots=True)
class ListFinding:
    """What was left out or refused, with the line of the file (the heading is line 1)."""

    line: int
    column: str
    problem: ListProblem
    value: str
    row_refused: bool

    @property
    def finding(self) -> Finding:
        """What it says, by its rule."""
        severity = Severity.ERROR if self.row_refused else Severity.WARNING
        place = f"line {self.line}, column {self.column}"
        return replace(OF_PROBLEM[self.problem].at(place, self.value), severity=severity)


@dataclass(frozen=True, slots=True)
class PartyList:
    """What a list says."""

    records: tuple[PartyRecord, ...]
    findings: tuple[ListFinding, ...]


def read_party_list(content: bytes, *, demo: bool = False) -> PartyList:
    """Read a list; raises UnreadableList when it is no UTF-8 CSV with the needed columns.

    A list of demo bodies holds test bodies only (OIN prefix 00000099), any other list none: no invented figure may
    stand under a real name.
    """
    reading = ListReading(demo=demo)
    for line, row in _rows(content):
        reading.take(line, row)
    return PartyList(tuple(reading.records), tuple(reading.findings))


class ListReading:
    """What a list says so far, row by row; a row is a mapping from column to text, in whatever form the list came."""

    def __init__(self, *, demo: bool) -> None:
        self.records: list[PartyRecord] = []
        self.findings: list[ListFinding] = []
        self._demo = demo
        self._keys: set[str] = set()
        self._identifiers: set[Identifier] = set()

    def take(self, line: int, row: Mapping[str, str]) -> PartyRecord | None:
        """Take a row; None when it was refused, which stands in the findings."""
        if beyond := row.get(_BEYOND):
            self._refuse(line, "", "extra-cells", beyond)
            return None
        name = _plain(row.get("name", ""))
        if not name or len(name) > LONGEST_NAME or unprintable(name) is not None:
            self._refuse(line, "name", "no-name", name)
            return None
        organisation_type = row.get("organisation_type", "")
        place = place_of(organisation_type, name)
        if place is None:
            self._refuse(line, "organisation_type", "unknown-type", organisation_type)
            return None
        oin = self._value(line, row, "oin", _oin)
        is_test = oin is not None and Oin.parse(oin).is_test
        if is_test != self._demo:
            self._refuse(line, "oin", "test-body" if is_test else "not-a-test-body", row.get("oin", ""))
            return None
        tooi = self._value(line, row, "tooi_uri", _tooi)
        roo = self._value(line, row, "roo_id", _roo)
        uri = tooi or _own_key(roo, oin if is_test else None)
        if uri is None:
            self._refuse(line, "tooi_uri", "no-key", row.get("tooi_uri", ""))
            return None
        if uri in self._keys:
            self._refuse(line, "tooi_uri", "duplicate-key", uri)
            return None
        self._keys.add(uri)
        kvk, rsin = self._value(line, row, "kvk", _kvk), self._value(line, row, "rsin", _rsin)
        stated = {"tooi": tooi, "oin": oin, "kvk": kvk, "rsin": rsin, "roo": roo}
        record = PartyRecord(
            line=line,
            uri=uri,
            kind=place.kind,
            tier=place.tier,
            name=name,
            official_name=row.get("official_name") or None,
            abbreviation=row.get("abbreviation") or None,
            province=self._value(line, row, "province_tooi_uri", _tooi),
            identifiers=tuple(self._first_holder(line, stated)),
            parent=row.get("parent") or None,
            memberships=tuple(dict.fromkeys(row.get("member_of", "").split())),
            valid_until=self._day(line, row, "valid_until"),
        )
        self.records.append(record)
        return record

    def _value(self, line: int, row: Mapping[str, str], column: str, parse: Callable[[str], str]) -> str | None:
        text = row.get(column, "")
        if not text:
            return None
        try:
            return parse(text)
        except ValueError:
            self.findings.append(ListFinding(line, column, "bad-identifier", text, row_refused=False))
            return None

    def _day(self, line: int, row: Mapping[str, str], column: str) -> date | None:
        text = row.get(column, "")
        if not text:
            return None
        try:
            return _day(text)
        except ValueError:
            self.findings.append(ListFinding(line, column, "bad-date", text, row_refused=False))
            return None

    def _first_holder(self, line: int, stated: Mapping[str, str | None]) -> Iterator[Identifier]:
        for scheme, value in stated.items():
            if value is None:
                continue
            identifier = Identifier(scheme, value)
            if identifier in self._identifiers:
                self.findings.append(ListFinding(line, scheme, "duplicate-identifier", value, row_refused=False))
                continue
            self._identifiers.add(identifier)
            yield identifier

    def _refuse(self, line: int, column: str, problem: ListProblem, value: str) -> None:
        self.findings.append(ListFinding(line, column, problem, value, row_refused=True))


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    lines = lines_of(content)
    _, first = next(lines, (0, []))
    heading = [column.strip() for column in first]
    _check_heading(heading)
    for number, cells in lines:
        if not cells:
            continue
        row = {column: cell.strip() for column, cell in zip(heading, cells, strict=False) if column}
        # A comma in a name without quotes shifts every cell after it; a spreadsheet's empty last cells shift none.
        row[_BEYOND] = "".join(cells[len(heading) :]).strip()
        yield number, row


def _check_heading(heading: list[str]) -> None:
    if absent := [column for column in NEEDED_COLUMNS if column not in heading]:
        columns, semicolons = ", ".join(absent), len(heading) == 1 and ";" in heading[0]
        raise UnreadableList(
            f"The heading of the list lacks the columns: {columns}."
            + " It seems to have semicolons between its columns; save it with commas." * semicolons,
            nl=f"In de kop van de lijst ontbreken de kolommen: {columns}."
            + " Er lijken puntkomma's tussen de kolommen te staan; bewaar haar met komma's." * semicolons,
        )
    if twice := [column for column, times in Counter(heading).items() if column and times > 1]:
        columns = ", ".join(twice)
        raise UnreadableList(
            f"The heading of the list has a column more than once: {columns}.",
            nl=f"De kop van de lijst heeft een kolom meer dan eens: {columns}.",
        )


def _plain(name: str) -> str:
    """A name on one line, without the soft hyphens and direction marks that come along with copied text."""
    return " ".join("".join(sign for sign in name if unicodedata.category(sign) != "Cf").split())


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _own_key(roo: str | None, test_oin: str | None) -> str | None:
    if test_oin is not None:
        return f"{OWN_IDENTIFIERS}test/{test_oin}"
    return None if roo is None else f"{OWN_IDENTIFIERS}roo/{roo}"


def _oin(text: str) -> str:
    return Oin.parse(text).value


def _kvk(text: str) -> str:
    return KvkNumber.parse(text).value


def _rsin(text: str) -> str:
    return Rsin.parse(text).value


def _tooi(text: str) -> str:
    return TooiUri.parse(text).value


def _roo(text: str) -> str:
    return RooNumber.parse(text).value
