"""Versions and withdrawals of contracts, reports and notices end the same in whatever order they arrive."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.ingest.contracts.operations import noticed_of
from services.ingest.contracts.tables import Contract
from services.ingest.formats.table import release_of
from services.ingest.procedures.operations import compile_batch
from services.ingest.procedures.rules.closure import NewNotice
from services.ingest.procedures.rules.identity import identity_of
from services.ingest.procedures.rules.kept import keep as keep_notice
from services.ingest.procedures.rules.standing import Sent as By
from services.ingest.procedures.rules.standing import Standing, buyers_of
from services.ingest.register.store.reading import RegisterAsOf, load_register
from shared.procurement.contract import Modification
from shared.procurement.money import Money
from shared.procurement.notice import Buyer, Notice, Organisation, Stage
from tests.ingest.own_records.keeping import keep
from tests.ingest.own_records.records import contract, observed, report, social_return
from tests.ingest.procedures.builders import euro, result
from tests.ingest.service.builders import OIN_OF_ALPHA, alpha

TABLES = ("contract", "commitment", "observation", "spend")
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

spends = st.builds(
    lambda key, lines, head: {
        "format": "ppds-spend",
        "buyer": OIN_OF_ALPHA,
        "senderKey": key,
        "year": 2023,
        "lines": lines,
        "reason": "Hersteld",
        **head,
    },
    st.sampled_from(["2023", "grootboek"]),
    st.lists(
        st.sampled_from(
            [
                {"category": "Catering", "supplier": "Een B.V.", "band": 2},
                {"category": "Catering", "band": 13},
                {"category": "Gas", "supplier": "Twee B.V.", "amount": 12.5, "vatIncluded": "no"},
            ]
        ),
        min_size=1,
        max_size=3,
    ),
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


Sent: TypeAlias = dict[str, Any] | Notice


def ended(
    house: tuple[Engine, str, RegisterAsOf], batches: Sequence[Sequence[Sent]]
) -> dict[str, list[dict[str, Any]]]:
    """The rows that stand after these batches; nothing of it is kept."""
    engine, body, register = house
    with Session(engine) as session:
        session.execute(text("select set_config('ppds.ingest_worker', 'yes', true)"))
        for batch in batches:
            take(session, [each for each in batch if isinstance(each, Notice)], body=body, register=register)
            keep(session, [each for each in batch if isinstance(each, dict)], body=body, register=register)
        rows = {
            table: [
                {name: value for name, value in row.items() if name != "since_change"}
                for row in session.execute(text(f"select * from procurement.{table}")).mappings()  # noqa: S608
            ]
            for table in TABLES
        }
        rows["told"] = told(session)
        session.rollback()
    return {table: sorted(each, key=str) for table, each in rows.items()}


def take(session: Session, notices: Sequence[Notice], *, body: str, register: RegisterAsOf) -> None:
    """Take these notices of a body in as one batch."""
    news = []
    for number, notice in enumerate(notices, 1):
        kept, content = keep_notice(notice, sent=By(Standing.OWN, body, body))
        buyers = buyers_of(notice, register.register)
        news.append(NewNotice(kept, content, identity_of(notice), number, buyers))
    compile_batch(
        session, news, register=register, release_of=release_of, submission=uuid4(), most=1000, today=date(2026, 11, 30)
    )


def told(session: Session) -> list[dict[str, Any]]:
    """What notices tell of contracts, and beside which of the body's own, with where both differ."""
    [of_procedures] = session.execute(
        text("select coalesce(jsonb_agg(p.contracts order by p.key), '[]') from procurement.procedure p")
    ).one()
    own = session.scalars(select(Contract)).all()
    pairs = noticed_of(session, own)
    return [
        {"contracts": of_procedures},
        *(
            {"own": row.sender_key, "noticed": pairs[row.unit].id, "conflicts": list(pairs[row.unit].conflicts(row))}
            for row in own
            if row.unit in pairs
        ),
    ]


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


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), sent=st.lists(spends, min_size=2, max_size=6))
def test_files_of_spend_end_the_same_in_any_order(
    house: tuple[Engine, str, RegisterAsOf], data: st.DataObject, sent: list[dict[str, Any]]
) -> None:
    in_order = sorted(sent, key=lambda each: (each["senderKey"], each["senderVersion"]))
    shuffled = data.draw(st.permutations(sent))
    assert ended(house, [[each] for each in shuffled]) == ended(house, [in_order])


def test_a_file_of_spend_that_counts_is_not_nothing(house: tuple[Engine, str, RegisterAsOf]) -> None:
    stated = {"format": "ppds-spend", "buyer": OIN_OF_ALPHA, "senderKey": "2023", "year": 2023}
    [row] = ended(house, [[{**stated, "lines": [{"category": "Gas", "band": 2}]}]])["spend"]
    assert (row["category"], row["product_chain"], row["amount"]) == ("Gas", "gas", 30001)


BUYER = Buyer(Organisation("ORG-0001", "Voorbeeldgemeente Alpha", (("oin", OIN_OF_ALPHA),), "NLD"))
PROCEDURE = "aaaaaaaa-0000-4000-8000-000000000001"
VALUES = st.sampled_from([euro(100_000), euro(200_000)])


def noticed(stage: Stage, number: str, value: Money, version: int, *, lot: str) -> Notice:
    """A version of the award of a contract, of a change of it, or of its completion."""
    day = {Stage.RESULT: date(2025, 7, 1), Stage.MODIFICATION: date(2026, 1, 5), Stage.COMPLETION: date(2026, 9, 1)}
    identity = f"{len(stage.value):08}-2222-4222-8222-{sum(map(ord, number + lot)):012}"
    stated = result(identity, value=value, stage=stage, dispatched_on=day[stage], buyers=(BUYER,))
    return replace(
        stated,
        version=f"{version:02}",
        procedure_id=PROCEDURE,
        contracts=(replace(stated.contracts[0], number=number, concluded_on=date(2025, 7, 10)),),
        tenders=tuple(replace(each, lot_id=lot) for each in stated.tenders),
        results=tuple(replace(each, lot_id=lot) for each in stated.results),
        lots=(replace(stated.lots[0], lot_id=lot),),
        modifications=(Modification("CON-0001", None, "add-wss"),) if stage is Stage.MODIFICATION else (),
    )


notices = st.builds(
    noticed,
    st.sampled_from([Stage.RESULT, Stage.MODIFICATION, Stage.COMPLETION]),
    st.sampled_from(["CON-1", "WIJZIGING-02"]),
    VALUES,
    st.integers(1, 2),
    lot=st.sampled_from(["LOT-0001", "LOT-0002"]),
)
noticed_contracts = st.builds(
    lambda key, lot, amount, head: contract(
        key,
        procedureId=PROCEDURE,
        lotId=lot,
        amount={"value": amount, "currency": "EUR", "vatIncluded": "no"},
        commitments=[social_return(target=60)],
        reason="Hersteld",
        **head,
    ),
    st.sampled_from(CONTRACT_KEYS),
    st.sampled_from(["LOT-0001", "LOT-0002"]),
    st.sampled_from([100_000, 150_000]),
    st.fixed_dictionaries(HEAD),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), sent=st.lists(st.one_of(noticed_contracts, reports, notices, notices), min_size=2, max_size=8))
def test_with_notices_among_them_any_order_of_arrival_ends_as_in_order(
    house: tuple[Engine, str, RegisterAsOf], data: st.DataObject, sent: list[Sent]
) -> None:
    shuffled = data.draw(st.permutations(sent))
    cut = data.draw(st.integers(0, len(sent)))
    in_order = ended(house, [sent])
    assert ended(house, [[each] for each in shuffled]) == in_order
    assert ended(house, [batch for batch in (shuffled[:cut], shuffled[cut:]) if batch]) == in_order


def test_a_contract_and_its_notices_are_told_together(house: tuple[Engine, str, RegisterAsOf]) -> None:
    amount = {"value": 150_000, "currency": "EUR", "vatIncluded": "no"}
    own = contract("CON-1", procedureId=PROCEDURE, lotId="LOT-0001", amount=amount)
    stages = (Stage.RESULT, Stage.MODIFICATION)
    rows = ended(house, [[noticed(each, "CON-1", euro(100_000), 1, lot="LOT-0001") for each in stages], [own]])
    [pair] = [each for each in rows["told"] if "own" in each]
    assert {each.name for each in pair["conflicts"]} >= {"value"}


def test_what_arrived_in_order_is_not_nothing(house: tuple[Engine, str, RegisterAsOf]) -> None:
    rows = ended(house, [[contract(commitments=[social_return(target=1)]), report("NAK-1")]])
    counts = {table: len(rows[table]) for table in TABLES}
    assert {name: count for name, count in counts.items() if count} == {
        "contract": 1,
        "commitment": 1,
        "observation": 1,
    }
    assert rows["commitment"][0]["met"]
