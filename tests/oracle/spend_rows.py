"""The fact `spend` in plain Python, line by line, from the documents as they were sent; each in one final version."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from shared.reference.lists import columns_of, rows
from tests.oracle.expression import Row

PRINTED = """
1 1 10.000 5.001
2 10.001 50.000 30.001
3 50.001 100.000 75.001
4 100.001 250.000 175.001
5 250.001 500.000 375.001
6 500.001 1.000.000 750.001
7 1.000.001 5.000.000 3.000.001
8 5.000.001 10.000.000 7.500.001
9 10.000.001 25.000.000 17.500.001
10 25.000.001 50.000.000 37.500.001
11 50.000.001 100.000.000 75.000.001
12 100.000.001 150.000.000 125.000.001
13 150.000.001 Meer 150.000.001
"""
"""Table 6 of the evaluation of Inkopen met Impact as it is printed: band, least, most, average."""

TABLE_6 = {
    int(band): (
        int(least.replace(".", "")),
        None if most == "Meer" else int(most.replace(".", "")),
        int(average.replace(".", "")),
    )
    for band, least, most, average in (line.split() for line in PRINTED.strip().splitlines())
}
Amounts = tuple[Decimal, Decimal, Decimal | None]


def spend_rows(sent: Iterable[tuple[str, str, Mapping[str, Any]]]) -> list[Row]:
    """Rows of the fact; what was sent as (body, tier, document)."""
    return [row for body, tier, document in sent for row in _of_document(body, tier, document)]


def _of_document(body: str, tier: str, document: Mapping[str, Any]) -> Iterator[Row]:
    lines: dict[tuple[str | None, ...], list[Mapping[str, Any]]] = {}
    has_suppliers = any(each.get("supplier") for each in document["lines"])
    with_total = {_named_by(line) for line in document["lines"] if has_suppliers and not line.get("supplier")}
    for line in document["lines"]:
        sector = None if _named_by(line) in with_total else line.get("supplierSector")
        lines.setdefault((*_named_by(line), sector), []).append(line)
    for (named, vat, kind, sector), those in lines.items():
        category = str(named)
        amounts = amounts_of(those, has_suppliers=has_suppliers)
        if amounts is not None:
            yield {
                "lead_body": body,
                "tier": tier,
                "released": document.get("release") != "hold",
                "booked_on": date(document["year"], 12, 31),
                "category": category,
                "product_chain": _chain(category),
                "isv": _isv(category),
                "purchase_type": kind,
                "purchasing": kind,
                "valued_by": "band" if "band" in those[0] else "amount",
                "vat_excluded": None if vat is None else vat == "no",
                **dict(zip(("amount", "least", "most"), amounts, strict=True)),
                "supplier_sector": sector,
                **_impact(kind, category, amounts, free_of_vat=vat == "no"),
            }


def amounts_of(lines: Sequence[Mapping[str, Any]], *, has_suppliers: bool) -> Amounts | None:
    """What a category comes to: its total, or the sum of its suppliers where that is in band 13 or there is none."""
    totals = [line for line in lines if has_suppliers and not line.get("supplier")]
    suppliers = [each for line in lines if line not in totals and (each := _amounts(line)) is not None]
    by_suppliers = _sum(suppliers) if suppliers else None
    if len(totals) != 1 or (totals[0].get("band") == max(TABLE_6) and by_suppliers is not None):
        return by_suppliers
    return _amounts(totals[0])


def _amounts(line: Mapping[str, Any]) -> Amounts | None:
    if "amount" in line:
        return (Decimal(str(line["amount"])),) * 3
    if line["band"] == 0:
        return None
    least, most, average = TABLE_6[line["band"]]
    return Decimal(average), Decimal(least), None if most is None else Decimal(most)


def _sum(parts: Sequence[Amounts]) -> Amounts:
    mosts = [most for _, _, most in parts]
    most = None if None in mosts else sum((each for each in mosts if each is not None), start=Decimal(0))
    return sum((each for each, _, _ in parts), start=Decimal(0)), sum((each for _, each, _ in parts), Decimal(0)), most


def _named_by(line: Mapping[str, Any]) -> tuple[str, str | None, str | None]:
    return line["category"], line.get("vatIncluded"), line.get("purchaseType")


KTON_OF_2019 = {"category-management": 735, "other-generic": 713, "specific": 824}
BILLIONS_OF_2019 = {"category-management": "2.6", "other-generic": "3.8", "specific": "5.7"}
"""Figuur 1: what each group came to, and what was spent in it."""


def _impact(kind: str | None, category: str, amounts: Amounts, *, free_of_vat: bool) -> Row:
    """Kilotons by the intensity of the group; at least: without the VAT that may be in the amount."""
    group = {None: None, "specific": "specific", "generic": "other-generic"}[kind]
    if kind == "generic" and _isv(category) is not None:
        group = "category-management"
    average, least, most = amounts
    least = least if free_of_vat or least < 0 else least / Decimal("1.21")
    return {
        "spend_group": group,
        "ghg": _kton(group, average),
        "ghg_least": _kton(group, least),
        "ghg_most": _kton(group, most),
    }


def _kton(group: str | None, amount: Decimal | None) -> Decimal | None:
    if group is None or amount is None:
        return None
    billions = Decimal(BILLIONS_OF_2019[group]) * 1_000_000_000
    return round(amount * KTON_OF_2019[group] / billions, 12)


def _named(name: str, category: str) -> bool:
    return any(category in (row["nl"], row["en"], row["code"]) for row in rows(name, columns_of(name)))


def _chain(category: str) -> str | None:
    chains = rows("product-chains", columns_of("product-chains"))
    return next((row["code"] for row in chains if category in (row["nl"], row["en"], row["code"])), None)


def _isv(category: str) -> bool | None:
    if _named("isv-categories-10", category) or _named("isv-categories-8", category):
        return True
    return False if _named("rijk-categories", category) else None
