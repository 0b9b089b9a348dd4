"""Kinds of measure that no built-in card has yet: count, ratio, stock, and a mean on a closed scale."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.kpi.definitions.rules.card import Card, built_in_cards
from services.kpi.definitions.store import keep_cards
from services.kpi.values.schemas.answer import AnswerOut
from tests.kpi.asking import ask, refresh
from tests.kpi.builders import ALot, AProcedure, Procurement

YEAR = {"from_": "2025-01", "until": "2025-12"}
ROWS = (
    AProcedure(number=1, duration=Decimal(10), lots=(ALot(tenders_received=2, awarded_value=Decimal(10)),)),
    AProcedure(number=2, duration=None, lots=(ALot(tenders_received=4, awarded_value=Decimal(50)),)),
    AProcedure(number=3, nature=None, lots=(ALot(tenders_received=1, awarded_value=None),)),
    AProcedure(number=4, nature="works", lots=(ALot(tenders_received=None, awarded_value=Decimal(7)),)),
    AProcedure(number=5, awarded_on=date(2025, 12, 1), lots=(ALot(tenders_received=5, awarded_value=Decimal(20)),)),
)
SERVICES = "nature = 'services'"


@pytest.fixture
def kpi(database: str) -> Iterator[Engine]:
    owner = create_engine(database, poolclass=NullPool)
    Procurement(owner).put(*ROWS)
    owner.dispose()
    engine = create_engine(role_url(database, "ppds_kpi"), poolclass=NullPool)
    yield engine
    engine.dispose()


def card(code: str, **measure: object) -> Card:
    stated = built_in_cards()[0].model_dump(mode="json")
    plain = {"hit": None, "weight": None, "fact": "lot", "unit_of_count": "lot", "population": SERVICES}
    return Card.model_validate({**stated, "code": code, "measure": {**stated["measure"], **plain, **measure}})


def figures(kpi: Engine, stated: Card, **asked: object) -> AnswerOut:
    with kpi.begin() as connection:
        keep_cards(connection, [stated])
    refresh(kpi)
    with kpi.connect() as connection:
        return ask(connection, stated.code, **{**YEAR, **asked})


def test_a_count_has_the_doubtful_rows_above_it(kpi: Engine) -> None:
    [row] = figures(kpi, card("TST-P01", kind="count")).rows
    assert (row.value, row.lower, row.upper) == (3, 3, 4)
    assert row.counts is not None
    assert (row.counts.in_.known, row.counts.undetermined.known, row.counts.out) == (3, 1, 1)


def test_a_ratio_divides_the_sums_of_rows_that_know_both(kpi: Engine) -> None:
    stated = card("TST-P02", kind="ratio", numerator="awarded_value", denominator="tenders_received")
    [row] = figures(kpi, stated).rows
    assert row.value == pytest.approx((10 + 50 + 20) / (2 + 4 + 5), abs=1e-4)
    assert (row.lower, row.upper) == (None, None)
    assert row.counts is not None
    assert (row.counts.in_.sum, row.counts.in_.base, row.counts.undetermined.unknown) == (80, 11, 1)


def test_a_change_is_the_sum_beside_that_of_the_baseline(kpi: Engine) -> None:
    stated = card("TST-P07", kind="change", value="awarded_value", baseline="tenders_received * 8")
    [row] = figures(kpi, stated).rows
    assert row.value == pytest.approx((10 + 50 + 20) / (8 * (2 + 4 + 5)) - 1, abs=1e-4)
    assert (row.lower, row.upper) == (None, None)
    assert row.counts is not None
    assert (row.counts.in_.sum, row.counts.in_.base, row.counts.undetermined.unknown) == (80, 88, 1)


def test_without_any_baseline_there_is_no_change(kpi: Engine) -> None:
    stated = card("TST-P08", kind="change", value="awarded_value", baseline="duration_months")
    [row] = figures(kpi, stated).rows
    assert (row.value, row.reason) == (None, "no-baseline")


def test_a_mean_on_a_closed_scale_has_bounds(kpi: Engine) -> None:
    stated = card("TST-P03", kind="mean", value="tenders_received", scale=[0, 10])
    [row] = figures(kpi, stated).rows
    # Certain: 2, 4 and 5. The doubtful row counts as if it stood at either end of the scale.
    assert row.value == pytest.approx(11 / 3, abs=1e-4)
    assert (row.lower, row.upper) == (11 / 4, 21 / 4)


def test_an_arithmetic_value_is_computed_per_row(kpi: Engine) -> None:
    stated = card("TST-P04", kind="sum", value="awarded_value * 2 - tenders_received", non_negative=True)
    [row] = figures(kpi, stated).rows
    assert (row.value, row.lower) == (20 - 2 + 100 - 4 + 40 - 5, 149)


def test_a_stock_of_a_year_equals_the_stock_of_its_last_month(kpi: Engine) -> None:
    stated = card("TST-P05", kind="count", time="stock")
    year = figures(kpi, stated)
    month = figures(kpi, stated, from_="2025-12")
    assert [(row.value, row.counts) for row in year.rows] == [(row.value, row.counts) for row in month.rows]
    assert year.rows[0].value == 1
    quarters = figures(kpi, stated, granularity="quarter")
    assert [row.value for row in quarters.rows] == [2, None, None, 1]


def test_as_of_a_position_the_same_kinds_come_from_rows(kpi: Engine) -> None:
    stated = card("TST-P06", kind="ratio", numerator="awarded_value", denominator="tenders_received")
    assert figures(kpi, stated, asOf="1").rows[0].counts == figures(kpi, stated).rows[0].counts
