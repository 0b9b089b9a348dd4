"""Interval arithmetic against sampling: whatever the amounts, factors and VAT truly are, the impact lies in the bounds.

Rows stand in the database as ingest leaves them, and the statement that answers is the one that is tried.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, insert
from sqlalchemy.pool import NullPool

from services.ingest.spend.tables import Spend
from services.kpi.factor_sets.tables import FactorRow, FactorSet
from services.kpi.spend_impact import store
from services.kpi.spend_impact.rules.figures import Impact, interval_of, together
from services.kpi.spend_impact.rules.question import Question
from shared.log.change_log import open_change

SET = "proef"
CATEGORIES = ("catering", "schoonmaak", "kunst")
TINY = Fraction(1, 10**6)
"""How far the server's division may be beside the mark."""


@dataclass(frozen=True)
class Line:
    """A row of spend, its truth as a place between its bounds, and the VAT that truly is in it."""

    category: str
    least: Decimal
    amount: Decimal
    most: Decimal | None
    vat_excluded: bool | None
    true_amount: Fraction
    true_vat: Fraction
    of_factor: Fraction


@dataclass(frozen=True)
class FactorOf:
    """A factor of a category with its bounds."""

    low: Decimal
    value: Decimal
    high: Decimal
    per: Decimal

    def truly(self, place: Fraction) -> Fraction:
        low, high = Fraction(self.low), Fraction(self.high)
        return (low + place * (high - low)) / Fraction(self.per)


PLACES = st.integers(0, 8).map(lambda eighths: Fraction(eighths, 8))
CENTS = st.integers(-500_000, 2_000_000).map(lambda cents: Decimal(cents) / 100)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    least, amount, most = sorted(draw(st.tuples(CENTS, CENTS, CENTS)))
    is_open = draw(st.integers(0, 9)) == 0
    excluded = draw(st.sampled_from([True, True, False, None]))
    between = Fraction(least) + draw(PLACES) * (Fraction(most) - Fraction(least))
    above = between + draw(st.integers(0, 10**6)) if is_open else between
    vat = Fraction(1) if excluded else 1 + draw(PLACES) * Fraction(21, 100)
    return Line(
        draw(st.sampled_from(CATEGORIES)), least, amount, None if is_open else most, excluded, above, vat, draw(PLACES)
    )


@st.composite
def factors(draw: st.DrawFn) -> FactorOf:
    low, value, high = (Decimal(each) / 1000 for each in sorted(draw(st.tuples(*[st.integers(0, 3000)] * 3))))
    return FactorOf(low, value, high, Decimal(draw(st.sampled_from([1, 7]))))


@pytest.fixture(scope="module")
def connection(database_module: str) -> Iterator[Connection]:
    engine = create_engine(database_module, poolclass=NullPool)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def kept(connection: Connection, rows: Sequence[Line], of: dict[str, FactorOf]) -> None:
    change = open_change(connection, "procurement", cause="test")
    for number, row in enumerate(rows):
        stated = {"category": row.category, "amount": row.amount, "least": row.least, "most": row.most}
        place = {
            "unit": UUID(int=1),
            "place": number,
            "lead_body": "x",
            "sender_key": "x",
            "booked_on": date(2019, 12, 31),
        }
        state = {"released": True, "counted": True, "valued_by": "amount", "vat_excluded": row.vat_excluded}
        connection.execute(insert(Spend).values(**place, **stated, **state, since_change=change))
    told = {"title": "x", "source": "x", "licence": "x", "region": "x", "content_hash": "x", "reason": "x"}
    connection.execute(insert(FactorSet).values(code=SET, **told, price_year=2019, price_indices={}, proposed_by="x"))
    for category, factor in of.items():
        about = {"factor_set": SET, "covers": "category", "key": category, "measure": "material", "kind": "footprint"}
        bounds = {"low": factor.low, "value": factor.value, "high": factor.high, "per": factor.per}
        connection.execute(insert(FactorRow).values(**about, **bounds, unit="kg", quality="B", note=""))


@given(
    rows=st.lists(lines(), min_size=1, max_size=12),
    of=st.dictionaries(st.sampled_from(CATEGORIES), factors(), min_size=1),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_true_impact_never_lies_outside_the_bounds(
    connection: Connection, rows: list[Line], of: dict[str, FactorOf]
) -> None:
    with connection.begin() as transaction:
        kept(connection, rows, of)
        question = Question(
            first_day=date(2019, 1, 1),
            last_day=date(2019, 12, 31),
            factor_set=SET,
            measures=(),
            group_by=("category",),
            filters={},
            without=(),
        )
        read = store.read(connection, question, measures=["material"], indices={}, year=2019)
        transaction.rollback()
    for category, spent in ((keys[0], each) for keys, each in read.spent.items()):
        _holds([row for row in rows if row.category == category], of, read, [(category,)])
        assert Fraction(spent.least) == sum(Fraction(row.least) for row in rows if row.category == category)
    _holds(rows, of, read, list(read.spent))


def _holds(rows: Sequence[Line], of: dict[str, FactorOf], read: store.Read, groups: list[tuple[str, ...]]) -> None:
    """Of these groups together: bounds, value, coverage and what is open are those of the rows."""
    spent = together(type(next(iter(read.spent.values()))), [read.spent[each] for each in groups])
    parts = [
        read.impacts[each, "material", "footprint"]
        for each in groups
        if (each, "material", "footprint") in read.impacts
    ]
    impact = together(Impact, parts)
    interval, _, open_reason = interval_of(impact, spent)
    covered = [row for row in rows if row.category in of]
    truth = sum(row.true_amount / row.true_vat * of[row.category].truly(row.of_factor) for row in covered)
    assert impact.rows == len(covered)
    if len(covered) == len(rows):
        assert interval.lower is not None
        assert Fraction(interval.lower) - TINY <= truth
        assert (open_reason == "open-band") == any(row.most is None for row in rows)
    elif any(row.least < 0 for row in rows if row.category not in of):
        assert interval.lower is None
    if interval.upper is not None:
        assert truth <= Fraction(interval.upper) + TINY
    else:
        assert open_reason is not None
    middle = sum(
        Fraction(row.amount) * Fraction(of[row.category].value) / Fraction(of[row.category].per) for row in covered
    )
    assert abs(Fraction(impact.value) - middle) < TINY
