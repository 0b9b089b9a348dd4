"""What a category comes to, from bands or from amounts (evaluation of Inkopen met Impact, appendix 4, table 6).

A band counts as its average, band 0 (negative) is left out, and the band that is open above counts as its least. The
total that a body states of a category is used, but a total in the open band is replaced by the sum of its suppliers.
Of several
totals none is used. The sums of the least and of the most go with it: open above as soon as one open band is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from shared.reference.spend_bands import SpendBand, SpendBands


@dataclass(frozen=True, slots=True)
class Valued:
    """An amount in euros with its bounds; `most` is None when it is open above."""

    amount: Decimal
    least: Decimal
    most: Decimal | None
    by: Literal["band", "amount"]


def valued(group: Mapping[str, Any], bands: SpendBands) -> Valued | None:
    """What a category of the content comes to; None when nothing of it counts: only negative bands stand in it."""
    known = bands.with_amounts
    suppliers = _added(_of_suppliers(group, known))
    totals: Sequence[Mapping[str, Any]] = group.get("totals", ())
    if len(totals) != 1:
        return suppliers
    total = _total(totals[0], known)
    is_open = total is not None and total.by == "band" and total.most is None
    return suppliers if is_open and suppliers is not None else total


def _of_suppliers(group: Mapping[str, Any], known: Mapping[int, SpendBand]) -> Iterable[Valued]:
    for number, times in group.get("bands", {}).items():
        band = known.get(int(number))
        if band is not None:
            yield _of_band(band, times)
    if "amount" in group:
        yield _of_amount(Decimal(group["amount"]))


def _total(total: Mapping[str, Any], known: Mapping[int, SpendBand]) -> Valued | None:
    if "amount" in total:
        return _of_amount(Decimal(total["amount"]))
    band = known.get(total["band"])
    return None if band is None else _of_band(band, 1)


def _of_band(band: SpendBand, times: int) -> Valued:
    most = None if band.most is None else Decimal(band.most * times)
    return Valued(Decimal(band.average * times), Decimal(band.least * times), most, "band")


def _of_amount(amount: Decimal) -> Valued:
    return Valued(amount, amount, amount, "amount")


def _added(parts: Iterable[Valued]) -> Valued | None:
    """The parts together; by band when any of them is."""
    added: Valued | None = None
    for part in parts:
        if added is None:
            added = part
            continue
        most = None if added.most is None or part.most is None else added.most + part.most
        by: Literal["band", "amount"] = "amount" if added.by == part.by == "amount" else "band"
        added = Valued(added.amount + part.amount, added.least + part.least, most, by)
    return added
