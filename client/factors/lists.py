"""Published lists of factors as a table that kpi takes: EXIOBASE by product chain or product, USEEIO by industry."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from client import faults
from client.errors import WrongUse
from shared.reference.cpv import under_longest_prefix
from shared.reference.lists import columns_of, rows

REGIONS: Final = ("DE", "GB")
"""EXIOBASE as it is published has no Dutch region: Germany stands in, Great Britain is the second opinion."""

COLUMNS: Final = ("covers", "key", "measure", "unit", "low", "value", "high", "per", "quality", "note")
_GREENHOUSE: Final = ("greenhouse-gas", "kg CO2e")
_EXIOBASE: Final = ("region", "product", "kgco2e_ar5_per_eur", "price_year", "source", "licence")
_MAP: Final = ("cpv_prefix", "exiobase382_product", "quality_A_to_D")
_WITHOUT: Final = "Supply Chain Emission Factors without Margins"
_WITH: Final = "Supply Chain Emission Factors with Margins"
_USEEIO: Final = ("NAICS Code 2017", "Unit", _WITHOUT, _WITH)
_YEAR: Final = slice(0, 4)


@dataclass(frozen=True, slots=True)
class FactorList:
    """A table of factors with what its publisher states of all of them."""

    title: str
    source: str
    licence: str
    region: str
    price_year: int
    table: bytes

    @property
    def factors(self) -> int:
        """How many there are."""
        return self.table.count(b"\n") - 1


def read(
    publisher: str, list_: Path, *, regions: Sequence[str], map_: Path | None, dollars_per_euro: Decimal
) -> FactorList:
    """The list of one of the publishers that are known; raises WrongUse as these do, and for any other."""
    match publisher:
        case "exiobase":
            return exiobase(list_, regions=regions, map_=map_)
        case "useeio":
            return useeio(list_, dollars_per_euro=dollars_per_euro)
    raise WrongUse(faults.NO_PUBLISHER.at("", name=publisher, known="exiobase, useeio"))


def exiobase(list_: Path, *, regions: Sequence[str], map_: Path | None) -> FactorList:
    """The factors of some regions, whose least and most are the bounds.

    With a map from CPV to its products a factor is of a product chain: of the codes that lead to it with some certainty
    (quality A or B), all products that they are mapped to. Without one a factor is of a product, under its own name.

    Raises WrongUse for a file without the columns or the region, or a number that cannot be read.
    """
    listed = [row for row in _rows(list_, _EXIOBASE) if row["region"] in regions]
    missing = sorted(set(regions) - {row["region"] for row in listed})
    if missing or not listed:
        raise WrongUse(faults.NO_FACTORS.at("", file=list_.name, region=", ".join(missing)))
    values: dict[str, list[Decimal]] = {}
    for row in listed:
        values.setdefault(row["product"], []).append(_number(row, "kgco2e_ar5_per_eur", list_))
    lines = _of_products(values) if map_ is None else _of_chains(values, _rows(map_, _MAP))
    first = listed[0]
    return FactorList(
        title=f"EXIOBASE, {', '.join(regions)}",
        source=first["source"],
        licence=first["licence"],
        region=", ".join(regions),
        price_year=int(first["price_year"]),
        table=_table(lines),
    )


def useeio(list_: Path, *, dollars_per_euro: Decimal) -> FactorList:
    """The factors of every industry, with and without margins; a factor is per dollar, so for so many euros.

    NAICS is no SBI: an industry stands under its own code, as the category naics-111110. Raises WrongUse as `exiobase`.
    """
    listed = list(_rows(list_, _USEEIO))
    if not listed:
        raise WrongUse(faults.NO_FACTORS.at("", file=list_.name, region="US"))
    return FactorList(
        title="USEEIO supply chain factors",
        source="US EPA, Supply Chain Greenhouse Gas Emission Factors",
        licence="US public domain",
        region="US",
        price_year=int(listed[0]["Unit"].partition("/")[2][_YEAR]),
        table=_table(_of_industries(listed, list_, per=1 / dollars_per_euro)),
    )


def _of_products(values: Mapping[str, Sequence[Decimal]]) -> Iterator[tuple[object, ...]]:
    for product, each in sorted(values.items()):
        yield "category", product, *_GREENHOUSE, *_bounds(each), 1, "C", ""


def _of_chains(
    values: Mapping[str, Sequence[Decimal]], mapped: Iterator[Mapping[str, str]]
) -> Iterator[tuple[object, ...]]:
    prefixes = {row["cpv_prefix"]: row for row in mapped}
    found: dict[str, list[Decimal]] = {}
    letters: dict[str, set[str]] = {}
    for chain in rows("cpv-chains", columns_of("cpv-chains")):
        row = under_longest_prefix(prefixes, chain["cpv_prefix"].ljust(8, "0"))
        if chain["quality"] == "C" or row is None or row["exiobase382_product"] not in values:
            continue
        found.setdefault(chain["chain"], []).extend(values[row["exiobase382_product"]])
        letters.setdefault(chain["chain"], set()).add(row["quality_A_to_D"])
    for name, each in sorted(found.items()):
        yield "product-chain", name, *_GREENHOUSE, *_bounds(each), 1, max(letters[name]), "by CPV"


def _of_industries(listed: Sequence[Mapping[str, str]], file: Path, *, per: Decimal) -> Iterator[tuple[object, ...]]:
    for row in listed:
        ends = (_number(row, _WITHOUT, file), _number(row, _WITH, file))
        least, most = max(Decimal(0), min(ends)), max(ends)
        yield "category", f"naics-{row['NAICS Code 2017']}", *_GREENHOUSE, least, most, most, f"{per:.12f}", "C", ""


def _bounds(values: Sequence[Decimal]) -> tuple[Decimal, str, Decimal]:
    return min(values), f"{sum(values, Decimal(0)) / len(values):.6f}", max(values)


def _rows(file: Path, needed: Sequence[str]) -> Iterator[Mapping[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.DictReader(opened)
        missing = [name for name in needed if name not in (reader.fieldnames or ())]
        if missing:
            raise WrongUse(faults.NO_SUCH_COLUMNS.at("", file=file.name, missing=", ".join(missing)))
        yield from reader


def _number(row: Mapping[str, str], column: str, file: Path) -> Decimal:
    try:
        return Decimal(row[column])
    except InvalidOperation as cause:
        raise WrongUse(faults.NO_FACTOR.at("", file=file.name, column=column, value=row[column])) from cause


def _table(lines: Iterator[tuple[object, ...]]) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(lines)
    return written.getvalue().encode()
