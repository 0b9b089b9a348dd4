"""The lines of spend as they are kept beside their record, and what its content says of them: sums by category.

Columns, not lines: each distinct value is looked at once, however many lines there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from itertools import repeat
from typing import Any, Final

from services.ingest.data_contracts.columns import plain
from services.ingest.data_contracts.spend import rules
from services.ingest.data_contracts.spend.model import TOTALS, SpendLine
from services.ingest.data_contracts.spend.natural_persons import PERSON
from shared.nearest import meant
from shared.procurement.finding import Finding, Text
from shared.reference.spend_categories import built_in_categories

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "category": ("lines", "category"),
    "supplier": ("lines", "supplier"),
    "supplier_scheme": ("lines", "supplierNumber", "scheme"),
    "supplier_number": ("lines", "supplierNumber", "id"),
    "band": ("lines", "band"),
    "amount": ("lines", "amount"),
    "vat_included": ("lines", "vatIncluded"),
    "purchase_type": ("lines", "purchaseType"),
    "supplier_sector": ("lines", "supplierSector"),
}
"""The columns of lines as they are kept, and where each stands in the record."""

_MOST_SAID: Final = 20


@dataclass(slots=True)
class Summary:
    """What the content of a record says of its lines, and what was found in them, at places in the record."""

    content: dict[str, Any]
    findings: list[Finding] = field(default_factory=list)


def columns_of_lines(lines: Sequence[SpendLine]) -> dict[str, list[str]]:
    """Lines that were read one by one, as columns."""
    numbers = [line.supplier_number for line in lines]
    columns: dict[str, list[str]] = {
        "category": [line.category.strip() for line in lines],
        "supplier": [(line.supplier or "").strip() for line in lines],
        "supplier_scheme": ["" if each is None else each.scheme for each in numbers],
        "supplier_number": ["" if each is None else each.compared for each in numbers],
        "band": ["" if line.band is None else str(line.band) for line in lines],
        "amount": ["" if line.amount is None else f"{line.amount:f}" for line in lines],
        "vat_included": [line.vat_included or "" for line in lines],
        "purchase_type": [line.purchase_type or "" for line in lines],
        "supplier_sector": [line.supplier_sector or "" for line in lines],
    }
    return {name: column for name, column in columns.items() if name == "category" or any(column)}


def summarised(columns: Mapping[str, Sequence[str]]) -> Summary:
    """What the content says of these lines, each of which is sound."""
    category = columns["category"]
    groups = _groups(columns)
    content = {"count": len(category), "hash": _hash(columns), "columns": list(columns)}
    entries = [{**_named(key), **group} for key, group in sorted(groups.items())]
    return Summary({"lines": content, "categories": entries}, list(_said_of(columns, groups)))


_Key = tuple[str, str, str, str]
"""A category with its VAT, its type of purchase and the sector of its suppliers."""


def _named(key: _Key) -> dict[str, str]:
    names = ("category", "vatIncluded", "purchaseType", "supplierSector")
    return {name: value for name, value in zip(names, key, strict=True) if value}


def _groups(columns: Mapping[str, Sequence[str]]) -> dict[_Key, dict[str, Any]]:
    """By category: how many rows of suppliers stand in each band, the sum of their amounts, and the totals stated."""
    category, totals = columns["category"], _totals(columns)
    named = (category, columns.get("vat_included") or repeat(""), columns.get("purchase_type") or repeat(""))
    keys = (*named, _sectors(columns.get("supplier_sector"), named, totals))
    groups: dict[_Key, dict[str, Any]] = {}
    if "band" in columns:
        for (*key, total, band), times in Counter(zip(*keys, totals, columns["band"], strict=False)).items():
            if band:
                group = groups.setdefault((key[0], key[1], key[2], key[3]), {})
                if total:
                    group.setdefault("totals", []).extend([{"band": int(band)}] * times)
                else:
                    group.setdefault("bands", {})[band] = times
    if "amount" in columns:
        sums: dict[_Key, Decimal] = {}
        for *key, total, amount in zip(*keys, totals, columns["amount"], strict=False):
            place = (key[0], key[1], key[2], key[3])
            if amount and total:
                groups.setdefault(place, {}).setdefault("totals", []).append({"amount": amount})
            elif amount:
                sums[place] = sums.get(place, _ZERO) + Decimal(amount)
        for place, added in sums.items():
            groups.setdefault(place, {})["amount"] = f"{added:f}"
    for group in groups.values():
        if "bands" in group:
            group["bands"] = dict(sorted(group["bands"].items()))
    return {key: group for key, group in groups.items() if plain(key[0]) not in TOTALS}


def _sectors(stated: Sequence[str] | None, named: tuple[Iterable[str], ...], totals: Iterable[bool]) -> Iterable[str]:
    """The sector of each line; none in a category with a total, which its suppliers together are."""
    if not stated:
        return repeat("")
    keys = list(zip(*named, strict=False))
    with_total = {key for key, total in zip(keys, totals, strict=False) if total}
    return ["" if key in with_total else sector for key, sector in zip(keys, stated, strict=True)]


_ZERO: Final = Decimal(0)
_NO: Final = False


def _totals(columns: Mapping[str, Sequence[str]]) -> Sequence[bool] | repeat[bool]:
    """Of each line whether it is the total of its category: it leaves open which supplier, where others say so."""
    suppliers = columns.get("supplier")
    if suppliers is None:
        return repeat(_NO)
    totals = {each for each in set(suppliers) if not each or (each[0] in "TtAa" and plain(each) in TOTALS)}
    return [each in totals for each in suppliers] if totals else repeat(_NO)


@lru_cache(maxsize=4096)
def _alike(name: str) -> Text:
    return meant(name, built_in_categories().names)


def _hash(columns: Mapping[str, Sequence[str]]) -> str:
    digest = blake2b(digest_size=16)
    for name, column in columns.items():
        digest.update(f"{name}\x1e".encode())
        digest.update("\x1f".join(column).encode(errors="surrogatepass"))
    return digest.hexdigest()


def _said_of(columns: Mapping[str, Sequence[str]], groups: Mapping[_Key, Mapping[str, Any]]) -> Iterator[Finding]:
    category, supplier = columns["category"], columns.get("supplier", ())
    if supplier and (others := supplier.count(PERSON)):
        yield rules.NATURAL_PERSON.at(f"/lines/{supplier.index(PERSON)}/supplier", others=others - 1)
    known = built_in_categories()
    unknown = 0
    for name in sorted(set(category)):
        if plain(name) in TOTALS:
            yield rules.GRAND_TOTAL.at(f"/lines/{category.index(name)}/category", name)
        elif known.of(name) is None:
            unknown += 1
            if unknown <= _MOST_SAID:
                yield rules.UNKNOWN_CATEGORY.at(f"/lines/{category.index(name)}/category", name, meant=_alike(name))
    if unknown > _MOST_SAID:
        yield rules.MORE_UNKNOWN.at("/lines/0/category", number=unknown - _MOST_SAID)
    for key, group in groups.items():
        if len(group.get("totals", ())) > 1:
            yield rules.TOTALS_DIFFER.at(f"/lines/{category.index(key[0])}/category", key[0])
