"""A set of factors as a table: what so many euros of spend come to, by measure, each with bounds and a quality mark.

    covers,key,measure,kind,unit,low,value,high,per,priceYear,quality,note

The columns `covers, key, measure, unit, value` are needed. What is most specific counts: a category before a product
chain, a supplier's sector, a group of spend, a type of purchase, and all.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, get_args

from services.kpi.factor_sets.rules import faults
from shared.nearest import meant
from shared.procurement.finding import Finding
from shared.reference.impact_2019 import intensities
from shared.uploaded_csv import UnreadableList, lines_of

Kind: TypeAlias = Literal["footprint", "avoided", "compensated", "potential"]
Covers: TypeAlias = Literal["category", "product-chain", "supplier-sector", "spend-group", "purchase-type", "all"]

COVERS: Final[tuple[Covers, ...]] = get_args(Covers)
"""The most specific first."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {"greenhouse-gas": "kg CO2e", "material": "kg", "jobs": "FTE", "water": "m3", "land": "m2"}
)
"""The unit of each measure: another unit is never converted."""
QUALITIES: Final = ("A", "B", "C", "D")
COLUMNS: Final = (
    *("covers", "key", "measure", "kind", "unit", "low", "value", "high", "per", "priceYear", "quality", "note"),
)
NEEDED: Final = ("covers", "key", "measure", "unit", "value")
MOST_FACTORS: Final = 20_000
LONGEST: Final = 300
BUILT_IN: Final = "inkopen-met-impact-2019"
_NUMBER: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,12})?")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """What `per` euros of what it covers come to; `value` is None where the source has a range alone."""

    covers: str
    key: str
    measure: str
    kind: str
    unit: str
    low: Decimal
    value: Decimal | None
    high: Decimal
    per: Decimal
    quality: str
    note: str

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What no two factors of a set have in common."""
        return self.covers, self.key, self.measure, self.kind


def read_factors(content: bytes, *, price_year: int) -> tuple[Sequence[Factor], Sequence[Finding]]:
    """The factors of a CSV and everything that is wrong with it, by line and column."""
    try:
        lines = list(lines_of(content))
    except UnreadableList as problem:
        return (), [faults.NO_TABLE.at("", reason=problem.text)]
    heading, rows = (lines[0][1], lines[1:]) if lines else ([], [])
    found = list(_heading_faults(heading))
    if not found and not rows:
        found.append(faults.NO_FACTORS.at(""))
    if len(rows) > MOST_FACTORS:
        found.append(faults.TOO_MANY.at("", most=MOST_FACTORS))
    if found:
        return (), found
    factors: dict[tuple[str, str, str, str], Factor] = {}
    for number, cells in rows:
        if len(cells) != len(heading):
            found.append(faults.ROW_LENGTH.at(f"/{number}", line=number, cells=len(cells), wanted=len(heading)))
            continue
        row = {name: cell.strip() for name, cell in zip(heading, cells, strict=True)}
        wrong = list(_faults(row, number, price_year=price_year))
        found += wrong
        if wrong:
            continue
        factor = _factor(row)
        if factors.setdefault(factor.place, factor) is not factor:
            found.append(faults.TWICE.at(f"/{number}/key", factor.key, line=number))
    return list(factors.values()), found


def built_in_factors() -> Sequence[Factor]:
    """The intensities that follow from the figure of 2019."""
    return [
        Factor(
            covers="spend-group",
            key=each.spend_group,
            measure=each.measure,
            kind="potential" if each.measure == "jobs" else "footprint",
            unit=UNITS[each.measure],
            low=Decimal(each.low),
            value=None if each.value is None else Decimal(each.value),
            high=Decimal(each.high),
            per=Decimal(each.per),
            quality="C",
            note="",
        )
        for each in intensities()
    ]


def hash_of(factors: Iterable[Factor]) -> str:
    """SHA-256 of the factors, in the order of what they cover."""
    digest = hashlib.sha256()
    for each in sorted(factors, key=lambda factor: factor.place):
        digest.update(("\x1f".join("" if cell is None else str(cell) for cell in astuple(each)) + "\n").encode())
    return digest.hexdigest()


def _heading_faults(heading: Sequence[str]) -> Iterator[Finding]:
    missing = [name for name in NEEDED if name not in heading]
    if missing:
        yield faults.COLUMN_MISSING.at("/1", missing=", ".join(missing), known=", ".join(COLUMNS))
    for name in heading:
        if name not in COLUMNS:
            yield faults.UNKNOWN_COLUMN.at(
                "/1", name, name=repr(name[:LONGEST]), meant=meant(name, COLUMNS), known=", ".join(COLUMNS)
            )
    if len(set(heading)) < len(heading):
        yield faults.COLUMN_TWICE.at("/1")


def _faults(row: Mapping[str, str], line: int, *, price_year: int) -> Iterator[Finding]:
    words: tuple[tuple[str, Sequence[str], str], ...] = (
        ("covers", COVERS, ""),
        ("measure", tuple(UNITS), ""),
        ("kind", KINDS, "footprint"),
        ("quality", QUALITIES, "C"),
    )
    for column, known, default in words:
        stated = row.get(column) or default
        if stated not in known:
            yield faults.NOT_A_WORD.at(
                f"/{line}/{column}",
                stated,
                line=line,
                column=column,
                meant=meant(stated, known),
                known=", ".join(known),
            )
    if not row["key"] and row["covers"] != "all":
        yield faults.NO_KEY.at(f"/{line}/key", line=line)
    if len(row["key"]) > LONGEST or len(row.get("note", "")) > LONGEST:
        yield faults.TOO_LONG.at(f"/{line}/key", line=line, most=LONGEST)
    unit = UNITS.get(row["measure"])
    if unit is not None and row["unit"] != unit:
        yield faults.OTHER_UNIT.at(f"/{line}/unit", row["unit"], line=line, measure=row["measure"], unit=unit)
    year = row.get("priceYear")
    if year and year != str(price_year):
        yield faults.OTHER_PRICE_YEAR.at(f"/{line}/priceYear", year, line=line, wanted=price_year)
    yield from _number_faults(row, line)


def _number_faults(row: Mapping[str, str], line: int) -> Iterator[Finding]:
    wrong = [name for name in ("low", "value", "high", "per") if row.get(name) and not _NUMBER.fullmatch(row[name])]
    for name in wrong:
        yield faults.NO_NUMBER.at(f"/{line}/{name}", row[name], line=line, column=name)
    if wrong:
        return
    if row.get("per") and Decimal(row["per"]) == _NOTHING:
        yield faults.NO_NUMBER.at(f"/{line}/per", row["per"], line=line, column="per")
    if not row["value"] and not (row.get("low") and row.get("high")):
        yield faults.NO_VALUE.at(f"/{line}/value", line=line)
        return
    low, value, high = _bounds(row)
    if not low <= (low if value is None else value) <= high:
        yield faults.BOUNDS.at(f"/{line}/low", row.get("low"), line=line)


def _bounds(row: Mapping[str, str]) -> tuple[Decimal, Decimal | None, Decimal]:
    value = Decimal(row["value"]) if row["value"] else None
    return Decimal(row.get("low") or row["value"]), value, Decimal(row.get("high") or row["value"])


def _factor(row: Mapping[str, str]) -> Factor:
    low, value, high = _bounds(row)
    covers, key = row["covers"], row["key"]
    return Factor(
        covers=covers,
        key="" if covers == "all" else key.lower() if covers == "category" else key,
        measure=row["measure"],
        kind=row.get("kind") or "footprint",
        unit=row["unit"],
        low=low,
        value=value,
        high=high,
        per=Decimal(row.get("per") or 1),
        quality=row.get("quality") or "C",
        note=row.get("note", ""),
    )


def year_of(text: str) -> int | None:
    """A year of this or the last century."""
    return int(text) if _YEAR.fullmatch(text) else None
