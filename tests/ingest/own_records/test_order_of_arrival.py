"""Versions, corrections and withdrawals of contracts and reports end the same in whatever order they arrive."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.register.store.reading import RegisterAsOf, load_register
from tests.ingest.own_records.keeping import keep
from tests.ingest.own_records.records import contract, observed, report, social_return
from tests.ingest.service.builders import alpha

TABLES = ("contract", "commitment", "observation")
CONTRACT_KEYS, REPORT_KEYS = ("CON-1", "CON-2"), ("NAK-1", "NAK-2")
HALVES = (("2024-09-01", "2025-02-28"), ("2025-03-01", "2025-08-31"))
HEAD = {
    "senderVersion": st.integers(1, 3),
    "state": st.sampled_from(["final", "final", "final", "withdrawn", "draft"]),
    "release": st.sampled_from(["now", "hold"]),
}

contracts = st.builds(
    lambda key, target, head: contract(key, commitments=[social_return(target=target)], reason="Hersteld", **head),
    st.sampled_from(CONTRACT_KEYS),
    st.sampled_from([1, 60, 100]),
    st.fixed_dictionaries(HEAD),
)
reports = st.builds(
    lambda key, about, values, verification, head: report(
        key,
        *(observed(first, last, realised=value) for value, (first, last) in zip(values, HALVES, strict=False)),
        contract=about,
        verification=verification,
        reason="Hersteld",
        **head,
    ),
    st.sampled_from(REPORT_KEYS),
    st.sampled_from(CONTRACT_KEYS),
    st.lists(st.sampled_from([10, 50]), min_size=1, max_size=2),
    st.sampled_from(["declared", "audited"]),
    st.fixed_dictionaries(HEAD),
)


@pytest.fixture(scope="module")
def house(database_module: str) -> Iterator[tuple[Engine, str, RegisterAsOf]]:
    body = alpha(database_module)
    engine = create_engine(role_url(database_module, "ppds_ingest"), poolclass=NullPool)
    with Session(engine) as session:
        register = load_register(session)
    yield engine, body, register
    engine.dispose()


def ended(
    house: tuple[Engine, str, RegisterAsOf], batches: Sequence[Sequence[dict[str, Any]]]
) -> dict[str, list[dict[str, Any]]]:
    """The rows that stand after these batches; nothing of it is kept."""
    engine, body, register = house
    with Session(engine) as session:
        session.execute(text("select set_config('ppds.ingest_worker', 'yes', true)"))
        for batch in batches:
            keep(session, batch, body=body, register=register)
        rows = {
            table: [
                {name: value for name, value in row.items() if name != "since_change"}
                for row in session.execute(text(f"select * from procurement.{table}")).mappings()  # noqa: S608
            ]
            for table in TABLES
        }
        session.rollback()
    return {table: sorted(each, key=str) for table, each in rows.items()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), sent=st.lists(st.one_of(contracts, reports), min_size=2, max_size=8))
def test_any_order_of_arrival_ends_as_in_order(
    house: tuple[Engine, str, RegisterAsOf], data: st.DataObject, sent: list[dict[str, Any]]
) -> None:
    in_order = sorted(sent, key=lambda each: (each["format"], each["senderKey"], each["senderVersion"]))
    shuffled = data.draw(st.permutations(sent))
    cut = data.draw(st.integers(0, len(sent)))
    assert ended(house, [[each] for each in shuffled]) == ended(house, [in_order])
    assert ended(house, [batch for batch in (shuffled[:cut], shuffled[cut:]) if batch]) == ended(house, [in_order])


def test_what_arrived_in_order_is_not_nothing(house: tuple[Engine, str, RegisterAsOf]) -> None:
    rows = ended(house, [[contract(commitments=[social_return(target=1)]), report("NAK-1")]])
    assert {table: len(each) for table, each in rows.items()} == {"contract": 1, "commitment": 1, "observation": 1}
    assert rows["commitment"][0]["met"]
