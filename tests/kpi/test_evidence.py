"""Behind every figure stand exactly the rows that it counted, each with what it answers and which term decided that."""

# ruff: noqa: S311 - seeded chance makes a failing run repeatable

import csv
import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.kpi.definitions.declarations.fact import ColumnType
from services.kpi.definitions.facts import facts
from services.kpi.definitions.rules.compiler import compile_expression
from services.kpi.definitions.rules.terms import Truth, condition_of
from services.kpi.values.schemas.asked import ValuesAsked, asked_of, written
from shared.errors import BadInput, NotFound, Refused
from tests.kpi.asking import ask, refresh
from tests.kpi.behind import csv_page, followed, page, verify_evidence
from tests.kpi.builders import BODIES, Procurement, random_procedure, register
from tests.kpi.test_boundaries import KEPT, MERGED, MERGER_DAY, record
from tests.oracle.card import cards, codes_of_tiers, grouped_as_needed
from tests.oracle.expression import reading

BODY = next(iter(BODIES))
YEAR = {"from_": "2025-01", "until": "2025-12"}


@dataclass(frozen=True)
class World:
    """Procedures that changed since, of bodies of which one merged."""

    before: int
    connection: Connection


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    owner = create_engine(database_module, poolclass=NullPool)
    kpi = create_engine(role_url(database_module, "ppds_kpi"), poolclass=NullPool)
    chance = random.Random(20261201)
    procurement = Procurement(owner)
    with owner.begin() as connection:
        register(connection)
        record(connection, "merger", MERGER_DAY, before=(KEPT, MERGED), after=(KEPT,))
    before = procurement.put(*(random_procedure(chance, number) for number in range(1, 150)))
    procurement.put(*(random_procedure(chance, number) for number in chance.sample(range(1, 150), 40)))
    refresh(kpi)
    with kpi.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield World(before, connection)
    kpi.dispose()
    owner.dispose()


@pytest.mark.parametrize("counted_on", ["awarded", "launched"])
@pytest.mark.parametrize("group_by", [(), ("tier",), ("organisation",), ("tier", "nature"), ("productChain",)], ids=str)
@pytest.mark.parametrize("code", cards())
def test_behind_a_figure_stand_the_rows_it_counted(
    world: World, code: str, group_by: tuple[str, ...], counted_on: str
) -> None:
    grouped = grouped_as_needed(code, group_by)
    answer = ask(world.connection, code, **YEAR, groupBy=list(grouped), countedOn=counted_on)
    assert verify_evidence(world.connection, answer) > 0


@pytest.mark.parametrize("code", codes_of_tiers())
def test_so_they_do_as_of_a_position_per_quarter_and_under_filters(world: World, code: str) -> None:
    grouped = grouped_as_needed(code, ("tier",))
    asked = {**YEAR, "groupBy": list(grouped), "countedOn": "awarded"}
    then = ask(world.connection, code, asOf=str(world.before), **asked)
    assert verify_evidence(world.connection, then) > 0
    quarters = ask(world.connection, code, granularity="quarter", **asked)
    assert verify_evidence(world.connection, quarters) > 0
    filtered = ask(world.connection, code, tier=["central", "unknown"], nature=["works", "services"], **asked)
    assert verify_evidence(world.connection, filtered) > 0
    one = ask(world.connection, code, **{**asked, "groupBy": [*grouped, "nature", "threshold"]}, organisation=[BODY])
    assert verify_evidence(world.connection, one) > 0


@pytest.mark.parametrize("code", ["ALG-P12", "MKT-P01", "ALG-P05"])
def test_so_they_do_in_the_boundaries_of_a_day_and_in_the_own_view(world: World, code: str) -> None:
    asked = {**YEAR, "groupBy": ["organisation"], "countedOn": "awarded"}
    merged = ask(world.connection, code, boundaries=MERGER_DAY, **asked)
    assert verify_evidence(world.connection, merged) > 0
    [row] = [each for each in merged.rows if each.model_dump()["organisation"] == KEPT]
    assert row.links.evidence is not None
    assert {each["organisation"] for each in followed(world.connection, row.links.evidence)} == {KEPT, MERGED}
    own = ask(world.connection, code, view="own", party=BODY, **asked)
    assert verify_evidence(world.connection, own, party=BODY) > 0
    [row] = own.rows
    assert row.links.evidence is not None
    with pytest.raises(Refused):
        page(world.connection, row.links.evidence, party=list(BODIES)[1])


def test_pages_show_each_row_once_and_in_order(world: World) -> None:
    [row] = ask(world.connection, "MKT-P03", **YEAR, countedOn="awarded").rows
    assert row.links.evidence is not None
    whole = list(followed(world.connection, row.links.evidence))
    assert list(followed(world.connection, row.links.evidence, limit=7)) == whole
    days = [each["placedOn"] for each in whole]
    assert days == sorted(days)


def test_only_rows_with_a_certainty_or_an_answer(world: World) -> None:
    [row] = ask(world.connection, "SOR-P01", **YEAR, countedOn="awarded").rows
    assert row.links.evidence is not None
    whole = list(followed(world.connection, row.links.evidence))
    for certainty, verdict in product(("in", "undetermined", "out"), ("yes", "no", "unknown", "known")):
        some = list(followed(world.connection, row.links.evidence, certainty=certainty, verdict=verdict))
        assert some == [each for each in whole if (each["certainty"], each["verdict"]) == (certainty, verdict)]


def test_a_row_says_what_it_stands_on_and_where_to_read_it(world: World) -> None:
    [row] = ask(world.connection, "MKT-P01", **YEAR, countedOn="awarded").rows
    assert row.links.evidence is not None
    each = next(followed(world.connection, row.links.evidence))
    procedure = each["record"]["procedure"]
    assert each["record"] == {"fact": "lot", "procedure": procedure, "lotId": each["record"]["lotId"], "key": None}
    assert each["links"]["record"] == f"https://ingest.example.org/v1/procedures/{procedure}"
    assert [term["term"] for term in each["terms"]] == [
        "state = 'awarded'",
        "competition = 'call'",
        "tenders_received = 1",
    ]


def test_csv_has_the_same_rows_with_the_columns_of_the_card(world: World) -> None:
    [row] = ask(world.connection, "ALG-P05", **YEAR, countedOn="awarded").rows
    assert row.links.evidence is not None
    whole = list(followed(world.connection, row.links.evidence))[:100]
    flat = list(csv.DictReader(io.StringIO(csv_page(world.connection, row.links.evidence))))
    assert [each["procedure"] for each in flat] == [each["record"]["procedure"] for each in whole]
    assert [each["certainty"] for each in flat] == [each["certainty"] for each in whole]
    for line, each in zip(flat, whole, strict=True):
        assert line["weight"] == ("" if each["weight"] is None else str(each["weight"]))
        assert line["state"] == each["terms"][0]["columns"][0]["value"]
        assert line["populationDecidedBy"] == f"state = 'awarded': {'yes' if line['certainty'] == 'in' else 'no'}"


@pytest.mark.parametrize("cursor", ["nonsense", "WyIyMDI1LTAxLTAxIl0", "WyIyMDI1LTAxLTAxIiwieCIsInkiXQ", "WzEsMl0"])
def test_a_cursor_of_others_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(BadInput) as refused:
        page(world.connection, "/v1/indicators/MKT-P01/evidence?from=2025-01&until=2025-12", cursor=cursor)
    assert [fault.location for fault in refused.value.errors] == ["cursor"]


def test_what_holds_for_a_figure_holds_for_its_rows(world: World) -> None:
    asked = "/v1/indicators/{}/evidence?from=2025-01&until={}&{}"
    with pytest.raises(NotFound, match="Did you mean ALG-P12"):
        page(world.connection, asked.format("ALG-P012", "2025-12", ""))
    for code, until, more, location in (
        ("ALG-P12", "2024-12", "", "until"),
        ("ALG-P12", "2025-12", "theme=climate", "theme"),
        ("ALG-P15", "2025-12", "", "theme"),
        ("ALG-P12", "2025-12", "tier=gemeente", "tier"),
        ("ALG-P12", "2025-12", "asOf=999999999", "asOf"),
    ):
        with pytest.raises(BadInput) as refused:
            page(world.connection, asked.format(code, until, more))
        assert [fault.location for fault in refused.value.errors] == [location]


_LEAVES = st.sampled_from(["suitable", "social_return", "any_theme", "nature = 'works'", "duration_months >= 6"])
_CONDITIONS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda each: f"({' '.join(each)})"),
        inner.map(lambda each: f"not ({each})"),
    ),
    max_leaves=8,
)
_TRUTHS = st.sampled_from([True, False, None])


@given(condition=_CONDITIONS, data=st.data())
def test_any_condition_is_settled_as_logic_with_three_values_settles_it(condition: str, data: st.DataObject) -> None:
    taken = condition_of(compile_expression(condition, fact=facts()["procedure"], wanted=ColumnType.BOOLEAN))
    answers: dict[str, Truth] = {}
    for term in taken.terms:
        answers.setdefault(term.text, data.draw(_TRUTHS))
    stated = condition
    for number, text in enumerate(("nature = 'works'", "duration_months >= 6")):
        stated = stated.replace(text, f"t{number}")
    row = dict(answers)
    row |= {"t0": answers.get("nature = 'works'"), "t1": answers.get("duration_months >= 6")}
    truth, deciding = taken.settled([answers[term.text] for term in taken.terms])
    assert truth is reading(stated)(row)
    if truth is not None:
        others = [answers[term.text] if number in deciding else None for number, term in enumerate(taken.terms)]
        assert taken.settled(others)[0] is truth


def test_a_value_with_a_comma_of_its_own_is_asked_for_as_one() -> None:
    asked = ValuesAsked.model_validate({"from": "2025-01", "until": "2025-12", "method": [f"{written('m, 1')},n"]})
    assert asked_of(asked).question.filters["method"] == ("m, 1", "n")
