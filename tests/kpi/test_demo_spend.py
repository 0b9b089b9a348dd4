"""What the ministries of the demonstration spent, and its footprint, equal a plain computation over their lines."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from demo.own_records import records_of, senders, spend_of_ministries
from deploy.embedded import role_url
from services.ingest.database import worker_transaction
from services.ingest.register.store.reading import load_register
from services.kpi.factor_sets.operations import keep_built_in_set
from services.kpi.spend_impact.operations import answer
from services.kpi.spend_impact.schemas.answer import SpendImpactAsked
from services.kpi.spend_impact.schemas.answered import question_of, shown
from tests.ingest.own_records.keeping import keep
from tests.kpi.asking import ask, refresh
from tests.oracle.answers import check
from tests.oracle.expression import Row
from tests.oracle.spend_rows import spend_rows
from tests.services import add_party

YEAR = {"from_": "2025-01", "until": "2025-12"}
KINDS = {
    "central": "ministry",
    "province": "province",
    "municipality": "municipality",
    "water-authority": "water-authority",
}


@pytest.fixture(scope="module")
def demo(database_module: str) -> Iterator[tuple[Connection, list[Row]]]:
    ingest, kpi = (
        create_engine(role_url(database_module, role), poolclass=NullPool) for role in ("ppds_ingest", "ppds_kpi")
    )
    spent = {body: records_of(body)["ppds-spend"] for body in senders()} | spend_of_ministries()
    sent = []
    for body, records in spent.items():
        key = add_party(database_module, name=body.name, kind=KINDS[body.tier], oin=body.oin)
        documents = [{"format": "ppds-spend", **each} for each in records]
        with worker_transaction(ingest) as session:
            keep(session, documents, body=key, register=load_register(session), finished=True)
        sent += [(key, body.tier, each) for each in documents]
    refresh(kpi)
    with kpi.begin() as connection:
        keep_built_in_set(connection)
    with kpi.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield connection, spend_rows(sent)
    for engine in (ingest, kpi):
        engine.dispose()


@pytest.mark.parametrize("group_by", [(), ("tier",), ("organisation",), ("productChain",)], ids=str)
@pytest.mark.parametrize("code", ["ALG-P17", "KLI-E01", "KLI-E01a", "KLI-E01b"])
def test_each_figure_is_that_of_the_oracle(
    demo: tuple[Connection, list[Row]], code: str, group_by: tuple[str, ...]
) -> None:
    connection, rows = demo
    stated = ask(connection, code, **YEAR, groupBy=group_by).model_dump(mode="json", by_alias=True, exclude_unset=True)
    assert check(stated, rows, granularity=None, keep=lambda _row: True) > 0


def test_the_footprint_of_the_indicator_is_that_of_spend_impact(demo: tuple[Connection, list[Row]]) -> None:
    """Kilotons in the one, kilograms in the other, by the same intensities and the same bounds."""
    connection, _ = demo
    asked = SpendImpactAsked.model_validate(
        {"from": "2025-01", "until": "2025-12", "tier": ["central"], "measure": ["greenhouse-gas"]}
    )
    question, period = question_of(asked)
    [impact] = shown(answer(connection, question, period), asked).total.impacts
    figures = {
        code: ask(connection, code, **YEAR, tier=["central"]).rows[0].value
        for code in ("KLI-E01", "KLI-E01a", "KLI-E01b")
    }
    assert impact.coverage == 1
    for code, kilograms in zip(figures, (impact.value, impact.lower, impact.upper), strict=True):
        assert kilograms is not None
        assert figures[code] == pytest.approx(float(Decimal(str(kilograms)) / 1_000_000), abs=0.01)
