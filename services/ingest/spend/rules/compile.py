"""What a year of spend counts for: a row for each category, with its amount, bounds, chain and risk category."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from services.ingest.own_records.rules.facts import standing_columns
from services.ingest.own_records.rules.versions import Ruling
from services.ingest.register.rules import Register
from services.ingest.spend.rules.valued import valued
from shared.procurement.own_record import OwnRecord
from shared.reference.impact_2019 import greenhouse_gas, spend_group, without_vat
from shared.reference.spend_categories import SpendCategory, built_in_categories

FACT: Final = "spend"
_NOTHING_KNOWN: Final = SpendCategory()


def unit_of(record: OwnRecord, body: str) -> tuple[str, ...]:
    """What has one key is one: a whole year, or the part of it that the body gave a key of its own."""
    return FACT, body, record.key


def compile_spend(rulings: Sequence[Ruling], register: Register) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The rows of a record; none when its ruling versions do not even agree on the year or the sums."""
    return {FACT: [row for ruling in rulings for row in _rows(ruling, register)]}


def _rows(ruling: Ruling, register: Register) -> Iterator[dict[str, Any]]:
    content = ruling.version.content
    year, groups = content.get("year"), content.get("categories")
    if year is None or groups is None:
        return
    booked_on = date(year, 12, 31)
    bands = register.lists.on(booked_on).spend_bands
    categories = built_in_categories()
    for place, group in enumerate(groups):
        value = valued(group, bands)
        if value is None:
            continue
        known = categories.of(group["category"]) or _NOTHING_KNOWN
        vat = group.get("vatIncluded")
        kind, free_of_vat = group.get("purchaseType"), vat == "no"
        of_group = spend_group(kind, on_list_of_rijk=known.isv is not None)
        yield {
            **standing_columns(ruling, register),
            "place": place,
            "booked_on": booked_on,
            "category": group["category"],
            "product_chain": known.chain,
            "isv": known.isv,
            "purchase_type": kind,
            "valued_by": value.by,
            "vat_excluded": None if vat is None else free_of_vat,
            "amount": value.amount,
            "least": value.least,
            "most": value.most,
            "supplier_sector": group.get("supplierSector"),
            "spend_group": of_group,
            "ghg": greenhouse_gas(of_group, value.amount),
            "ghg_least": greenhouse_gas(of_group, value.least if free_of_vat else without_vat(value.least)),
            "ghg_most": None if value.most is None else greenhouse_gas(of_group, value.most),
        }
