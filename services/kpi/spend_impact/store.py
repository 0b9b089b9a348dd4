"""Spend times factors, in one statement over sets: spend is added up once by what factors are chosen by.

Which factor counts is decided for each combination of category, chain, sector, group and type of purchase, not for each
row. A factor may differ between the rows it covers, so amounts above and below nothing are bounded apart.
"""

# ruff: noqa: S608 - statements are put together from our own names; values are parameters

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, text

from services.kpi.factor_sets.rules.factors import COVERS
from services.kpi.spend_impact.rules.figures import Impact, Spent
from services.kpi.spend_impact.rules.question import GROUPINGS, HIGHEST_VAT, Question

MOST_NOT_COVERED: Final = 20

_MATCHED_BY: Final = ("category", "product_chain", "supplier_sector", "spend_group", "purchase_type")
_FITS: Final[Mapping[str, str]] = {
    "category": "x.key = lower(k.category)",
    "product-chain": "x.key = k.product_chain",
    "supplier-sector": "x.key = any(array[left(k.supplier_sector, 2), left(k.supplier_sector, 3),"
    " left(k.supplier_sector, 4), k.supplier_sector])",
    "spend-group": "x.key = k.spend_group",
    "purchase-type": "x.key = k.purchase_type",
    "all": "true",
}
_SPENT: Final = tuple(each.name for each in fields(Spent))
_IMPACT: Final = tuple(each.name for each in fields(Impact))


@dataclass(frozen=True, slots=True)
class Measure:
    """What a set has factors for."""

    measure: str
    kind: str
    unit: str


@dataclass(frozen=True, slots=True)
class NotCovered:
    """Spend for which the set has no factor in a measure."""

    measure: str
    kind: str
    category: str
    supplier_sector: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Read:
    """What was spent by group, what it comes to by group, and what has no factor."""

    spent: Mapping[tuple[str, ...], Spent]
    impacts: Mapping[tuple[tuple[str, ...], str, str], Impact]
    not_covered: Sequence[NotCovered]
    years: Sequence[int]


def measures_of(connection: Connection, factor_set: str) -> list[Measure]:
    """What the set has factors for."""
    statement = "select distinct measure, kind, unit from kpi.factor where factor_set = :set order by measure, kind"
    return [Measure(*row) for row in connection.execute(text(statement), {"set": factor_set})]


def read(
    connection: Connection, question: Question, *, measures: Sequence[str], indices: Mapping[str, str], year: int
) -> Read:
    """Everything of an answer, in one pass over the rows."""
    statement, values = _statement(question, indices, price_year=year)
    values["measures"] = list(measures)
    spent: dict[tuple[str, ...], Spent] = {}
    impacts: dict[tuple[tuple[str, ...], str, str], Impact] = {}
    not_covered: list[NotCovered] = []
    years: list[int] = []
    for row in connection.execute(text(statement), values):
        numbers = [each or Decimal(0) for each in row.numbers]
        match row.part:
            case "spent":
                spent[tuple(row.groups)] = Spent(**dict(zip(_SPENT, numbers, strict=True)))
            case "impact":
                key = tuple(row.groups), row.measure, row.kind
                impacts[key] = Impact(**dict(zip(_IMPACT, numbers, strict=True)))
            case "year":
                years.append(int(numbers[0]))
            case _:
                category, sector = row.groups
                not_covered.append(NotCovered(row.measure, row.kind, category, sector, numbers[0]))
    return Read(spent, impacts, not_covered, sorted(years))


def _statement(question: Question, indices: Mapping[str, str], *, price_year: int) -> tuple[str, dict[str, Any]]:
    groups = [f"g{number}" for number in range(len(question.group_by))]
    keys = [f"{GROUPINGS[name]} as {alias}" for name, alias in zip(question.group_by, groups, strict=True)]
    where, values = _where(question)
    values |= {"set": question.factor_set, "most": MOST_NOT_COVERED}
    values |= {"years": [int(year) for year in indices], "indices": [Decimal(each) for each in indices.values()]}
    values["base"] = Decimal(indices.get(str(price_year), "1"))
    shown = f"array[{', '.join(groups)}]::text[]"
    grouped = "".join(f"{group}, " for group in groups)
    matched_by = ", ".join(f"coalesce(f.{name}, '') as {name}" for name in _MATCHED_BY)
    source = "procurement.fact_spend" if question.as_of is None else "procurement.fact_spend_at"
    same = " and ".join(f"s.{name} = m.{name}" for name in _MATCHED_BY)
    key = ", ".join(_MATCHED_BY)
    statement = f"""
    with summed as materialized (
        select {"".join(f"{each}, " for each in keys)}{matched_by}, f.booked_on, f.vat_excluded,
            count(*) as rows, sum(f.amount) as amount, sum(f.least) as least,
            coalesce(sum(f.most), 0) as most,
            count(*) - count(f.most) as open_above,
            coalesce(sum(f.least) filter (where f.least < 0), 0) as below,
            coalesce(sum(f.most) filter (where f.most < 0), 0) as most_below
        from {source} f where {where}
        group by {grouped}{", ".join(f"f.{name}" for name in _MATCHED_BY)}, f.booked_on, f.vat_excluded
    ),
    price as (
        select year, cast(:base as numeric) / level as ratio
        from unnest(cast(:years as integer[]), cast(:indices as numeric[])) as i(year, level)
    ),
    spend as materialized (
        select r.*, coalesce(p.ratio, 1) as ratio, case when r.vat_excluded then 1 else {HIGHEST_VAT} end as vat
        from summed r left join price p on p.year = extract(year from r.booked_on)
    ),
    known as (select distinct {key} from spend),
    measures as (
        select distinct measure, kind from kpi.factor where factor_set = :set and measure = any(:measures)
    ),
    matched as materialized (
        select distinct on ({key}, measure, kind) {key}, measure, kind, low, value, high, per, quality
        from ({" union all ".join(_candidates(rank, covers) for rank, covers in enumerate(COVERS))}) c
        order by {key}, measure, kind, rank, length(key) desc
    )
    select 'spent' as part, {shown} as groups, null as measure, null as kind, array[
        sum(rows), sum(amount), sum(least), sum(most), sum(open_above), sum(below),
        sum(amount) filter (where vat_excluded), sum(amount) filter (where not vat_excluded)
    ] as numbers from spend {"group by " + ", ".join(groups) if groups else "having count(*) > 0"}
    union all
    select 'impact', {shown}, measure, kind, array[
        sum(rows),
        sum(ratio * ((least - below) / vat * low + below * high) / per),
        sum(ratio * amount * value / per),
        sum(ratio * ((most - most_below) * high + most_below / vat * low) / per),
        sum(open_above), sum(below), sum(amount), sum(amount) filter (where value is not null),
        {", ".join(f"sum(amount) filter (where quality = '{letter}')" for letter in "ABCD")}
    ] from spend s join matched m on {same} group by {grouped}measure, kind
    union all
    (
        select 'not-covered', array[s.category, s.supplier_sector], w.measure, w.kind, array[sum(s.amount)]
        from spend s cross join measures w
        left join matched m on {same} and m.measure = w.measure and m.kind = w.kind
        where m.measure is null group by s.category, s.supplier_sector, w.measure, w.kind
        order by sum(s.amount) desc, 2 limit :most
    )
    union all
    select distinct 'year', array[]::text[], null, null, array[extract(year from booked_on)] from spend
    """
    return statement, values


def _candidates(rank: int, covers: str) -> str:
    columns = ", ".join(f"k.{name}" for name in _MATCHED_BY)
    return (
        f"select {columns}, x.measure, x.kind, x.key, x.low, x.value, x.high, x.per, x.quality, {rank} as rank"
        f" from known k join kpi.factor x on {_FITS[covers]}"
        f" where x.factor_set = :set and x.covers = '{covers}' and x.measure = any(:measures)"
    )


def _where(question: Question) -> tuple[str, dict[str, Any]]:
    conditions = [*(() if question.own else ("f.released",)), "f.booked_on between :first_day and :last_day"]
    values: dict[str, Any] = {"first_day": question.first_day, "last_day": question.last_day}
    if question.as_of is not None:
        conditions.append("f.since_position <= :as_of and coalesce(f.until_position > :as_of, true)")
        values["as_of"] = question.as_of
    for number, (name, wanted) in enumerate(question.filters.items()):
        conditions.append(f"{GROUPINGS[name]} = any(:f{number})")
        values[f"f{number}"] = list(wanted)
    if question.without:
        conditions.append("lower(f.category) <> all(:without)")
        values["without"] = list(question.without)
    return " and ".join(conditions), values
