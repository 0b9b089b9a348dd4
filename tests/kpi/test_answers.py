"""Every card in every grouping equals the oracle's over the rows; what an answer says about itself."""

# ruff: noqa: S311 - seeded chance makes a failing run repeatable

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from services.kpi.definitions.facts import facts
from services.kpi.values.schemas.answer import RowOut
from services.kpi.values.schemas.csv_form import csv_lines
from shared.errors import BadInput, NotFound, Refused
from tests.kpi.asking import ask, refresh
from tests.kpi.builders import BODIES, AProcedure, Procurement, random_procedure, register
from tests.kpi.fact_rows import facts_of, verify
from tests.oracle.card import cards, grouped_as_needed, plain_codes
from tests.oracle.expression import Row

PROCEDURES = 250
BODY = next(iter(BODIES))


@dataclass(frozen=True)
class World:
    """Random procedures as they stand, as they first stood, and a connection of kpi's own role."""

    now: list[AProcedure]
    before: list[AProcedure]
    before_position: int
    connection: Connection
    owner: Engine


@pytest.fixture(scope="module")
def world(database_module: str) -> Iterator[World]:
    owner = create_engine(database_module, poolclass=NullPool)
    kpi = create_engine(role_url(database_module, "ppds_kpi"), poolclass=NullPool)
    chance = random.Random(20250101)
    procurement = Procurement(owner)
    with owner.begin() as connection:
        register(connection)
    before = [random_procedure(chance, number) for number in range(1, PROCEDURES)]
    procurement.put(*before[:100])
    position = procurement.put(*before[100:])
    refresh(kpi)
    changed = {number: random_procedure(chance, number) for number in chance.sample(range(1, PROCEDURES), 60)}
    gone = set(chance.sample(range(1, PROCEDURES), 10)) - set(changed)
    procurement.put(*changed.values())
    procurement.remove(*(before[number - 1] for number in gone))
    refresh(kpi)
    now = [changed.get(each.number, each) for each in before if each.number not in gone]
    with kpi.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield World(now, before, position, connection, owner)
    kpi.dispose()
    owner.dispose()


def test_rows_have_every_column_that_a_card_may_name(world: World) -> None:
    for name, rows in facts_of(world.now).items():
        assert rows[0].keys() == facts()[name].columns.keys()


@pytest.mark.parametrize("code", ["ALG-P12", "ALG-P13"])
@pytest.mark.parametrize(
    "group_by", [("rijkCategory",), ("isvCategory",), ("tier", "rijkCategory", "isvCategory")], ids=str
)
def test_figures_stand_apart_by_the_category_that_the_buyer_states_else_by_that_of_the_cpv_code(
    world: World, code: str, group_by: tuple[str, ...]
) -> None:
    answer = ask(world.connection, code, from_="2025-01", until="2025-12", groupBy=list(group_by))
    verify(answer, world.now)
    shown = {getattr(row, "rijk_category", None) or getattr(row, "isv_category", None) for row in answer.rows}
    assert shown >= ({"energie", "none", "unknown"} if group_by == ("isvCategory",) else {"logistiek", "none"})


@pytest.mark.parametrize("group_by", [("purchasing",), ("tier", "purchasing"), ("purchasing", "threshold")], ids=str)
@pytest.mark.parametrize("code", [code for code, card in cards().items() if card.fact == "procedure"])
def test_generic_specific_and_category_management_stand_apart(
    world: World, code: str, group_by: tuple[str, ...]
) -> None:
    answer = ask(world.connection, code, from_="2025-01", until="2025-12", groupBy=list(group_by))
    verify(answer, world.now)
    assert {row.purchasing for row in answer.rows} >= {"category-management", "generic", "specific", "unknown"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("counted_on", ["awarded", "launched"])
@pytest.mark.parametrize(
    "group_by",
    [
        (),
        ("tier",),
        ("organisation",),
        ("tier", "organisation"),
        ("nature",),
        ("tier", "threshold"),
        ("productChain",),
        ("tier", "nature", "threshold", "productChain"),
        ("productChain", "nature"),
    ],
    ids=lambda group_by: "+".join(group_by) or "whole",
)
@pytest.mark.parametrize("code", cards())
def test_a_year_equals_the_oracle(world: World, code: str, group_by: tuple[str, ...], counted_on: str) -> None:
    grouped = grouped_as_needed(code, group_by)
    answer = ask(world.connection, code, from_="2025-01", until="2025-12", groupBy=list(grouped), countedOn=counted_on)
    assert answer.next is None
    verify(answer, world.now)


@pytest.mark.parametrize("code", cards())
def test_quarters_equal_the_oracle(world: World, code: str) -> None:
    grouped = grouped_as_needed(code, ("tier",))
    answer = ask(
        world.connection,
        code,
        from_="2025-01",
        until="2025-12",
        granularity="quarter",
        groupBy=list(grouped),
        countedOn="awarded",
    )
    verify(answer, world.now, granularity="quarter")


@pytest.mark.parametrize("code", plain_codes())
def test_any_combination_for_one_body_comes_from_its_rows(world: World, code: str) -> None:
    grouped = ("nature", "threshold", "productChain")
    answer = ask(
        world.connection,
        code,
        from_="2025-02",
        until="2025-11",
        groupBy=list(grouped),
        organisation=[BODY],
        countedOn="awarded",
    )
    verify(answer, [each for each in world.now if each.body == BODY])


@pytest.mark.parametrize("group_by", [(), ("tier",), ("organisation",), ("tier", "nature")], ids=str)
@pytest.mark.parametrize("code", cards())
def test_as_of_a_position_gives_the_figures_of_then(world: World, code: str, group_by: tuple[str, ...]) -> None:
    grouped = grouped_as_needed(code, group_by)
    asked = {"from_": "2025-01", "until": "2025-12", "groupBy": list(grouped), "countedOn": "awarded"}
    answer = ask(world.connection, code, asOf=str(world.before_position), **asked)
    verify(answer, world.before)
    assert answer.position == world.before_position
    assert answer == ask(world.connection, code, asOf=str(world.before_position), **asked)


def test_as_of_a_moment_is_the_position_that_stood_then(world: World) -> None:
    with world.owner.connect() as connection:
        moment = connection.execute(
            text("select recorded_at from procurement.change where position = :position"),
            {"position": world.before_position},
        ).scalar_one()
    answer = ask(world.connection, "ALG-P12", from_="2025-01", until="2025-12", asOf=moment.isoformat())
    assert answer.position == world.before_position
    assert answer.data_moment == moment


def test_filters_leave_out_the_rest(world: World) -> None:
    def kept(row: Row) -> bool:
        return row["tier"] in {"central", None} and row["nature"] == "works"

    answer = ask(
        world.connection,
        "MKT-P01",
        from_="2025-01",
        until="2025-12",
        tier=["central,unknown"],
        nature=["works"],
        groupBy=["tier"],
    )
    verify(answer, world.now, keep=kept, filtered=["nature"])
    assert {row.model_dump()["tier"] for row in answer.rows} == {"central", "unknown"}


@pytest.mark.parametrize("dimension", ["tier", "organisation", "nature", "threshold"])
@pytest.mark.parametrize("code", ["ALG-P12", "MKT-P01", "ALG-P13", "SOR-P01", "ALG-P05"])
def test_groups_of_a_partition_add_up_to_the_whole(world: World, code: str, dimension: str) -> None:
    asked = {"from_": "2024-01", "until": "2025-12", "countedOn": "awarded"}
    [whole] = ask(world.connection, code, **asked).rows
    grouped = ask(world.connection, code, groupBy=[dimension], **asked)
    assert grouped.dimensions[0].partition
    for side in ("in_", "undetermined"):
        for name in ("yes", "no", "unknown", "known", "sum"):
            of_whole = getattr(getattr(whole.counts, side), name)
            of_groups = [getattr(getattr(row.counts, side), name) for row in grouped.rows]
            assert of_whole is None or sum(of_groups) == pytest.approx(of_whole)
    assert whole.counts is not None
    assert sum(row.counts.out for row in grouped.rows if row.counts) == pytest.approx(whole.counts.out)


def test_lower_value_and_upper_stand_in_order(world: World) -> None:
    for code in plain_codes():
        for row in ask(world.connection, code, from_="2024-01", until="2025-12", groupBy=["organisation"]).rows:
            if row.value is not None and row.lower is not None:
                assert row.lower <= row.value
            if row.value is not None and row.upper is not None:
                assert row.value <= row.upper


def test_rows_past_the_limit_come_by_cursor_each_once(world: World) -> None:
    asked = {"from_": "2025-01", "until": "2025-12", "granularity": "month", "groupBy": ["organisation"]}
    whole = ask(world.connection, "ALG-P12", **asked)
    rows: list[RowOut] = []
    cursor: str | None = None
    while True:
        page = ask(world.connection, "ALG-P12", limit=7, **asked, **({"cursor": cursor} if cursor else {}))
        assert len(page.rows) <= 7
        rows += page.rows
        if (cursor := page.next) is None:
            break
    assert rows == whole.rows


def test_one_sees_with_view_own_ones_own_body_and_no_other(world: World) -> None:
    asked = {"from_": "2024-01", "until": "2025-12", "countedOn": "awarded"}
    own = ask(world.connection, "ALG-P12", party=BODY, view="own", **asked)
    verify(own, [each for each in world.now if each.body == BODY])
    with pytest.raises(Refused):
        ask(world.connection, "ALG-P12", party=BODY, view="own", organisation=[list(BODIES)[1]], **asked)
    with pytest.raises(Refused):
        ask(world.connection, "ALG-P12", view="own", **asked)


def test_a_period_without_rows_says_so(world: World) -> None:
    [row] = ask(world.connection, "ALG-P12", from_="1999-01", until="1999-12").rows
    assert (row.value, row.reason, row.lower, row.upper) == (None, "no-rows", None, None)


@pytest.mark.parametrize("group_by", [("tier",), ("organisation",), ("tier", "nature")], ids="+".join)
def test_a_period_without_any_group_says_so_too(world: World, group_by: tuple[str, ...]) -> None:
    answer = ask(world.connection, "ALG-P12", from_="1999-01", until="1999-12", groupBy=list(group_by))
    assert [row.reason for row in answer.rows] == ["no-rows"]
    assert len(list(csv.DictReader(csv_lines([answer])))) == 1


@pytest.mark.parametrize(
    ("dimension", "stated", "meant"),
    [
        ("organisation", "gm9001", "https://identifier.overheid.nl/tooi/id/gemeente/gm9001"),
        ("organisation", "https://identifier.overheid.nl/tooi/id/gemeente/gm0000", None),
        ("productChain", "caterring", "catering"),
        ("tier", "municipalities", "municipality"),
        ("nature", "service", "services"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_was_meant(
    world: World, dimension: str, stated: str, meant: str | None
) -> None:
    with pytest.raises(BadInput) as refused:
        ask(world.connection, "ALG-P12", from_="2025-01", until="2025-12", **{dimension: [stated]})
    [fault] = refused.value.errors
    assert (fault.location, repr(stated) in fault.en) == (dimension, True)
    assert ("Did you mean" in fault.en) == (meant is not None)
    assert meant is None or f"Did you mean {meant}" in fault.en


def test_a_body_that_buys_nothing_is_known_all_the_same(world: World) -> None:
    with world.owner.begin() as owner:
        owner.execute(
            text("insert into registry.party (uri, kind, source) values (:uri, 'service-provider', 'test')"),
            {"uri": f"{BODY}-dienst"},
        )
    kpi = create_engine(role_url(str(world.owner.url.render_as_string(hide_password=False)), "ppds_kpi"))
    with kpi.connect() as connection:
        [row] = ask(connection, "ALG-P12", from_="2025-01", until="2025-12", organisation=[f"{BODY}-dienst"]).rows
    kpi.dispose()
    assert row.reason == "no-rows"


def test_a_published_series_does_not_exist_yet(world: World) -> None:
    [row] = ask(world.connection, "ALG-P12", from_="2025-01", until="2025-12", series="final").rows
    assert (row.value, row.reason) == (None, "not-published")


@pytest.mark.parametrize(
    ("code", "asked", "location"),
    [
        ("ALG-P12", {"groupBy": ["nature", "threshold"], "until": "2025-11"}, "groupBy"),
        ("ALG-P12", {"groupBy": ["organisation", "nature"]}, "groupBy"),
        ("ALG-P12", {"groupBy": ["nonsense"]}, "groupBy"),
        ("ALG-P12", {"groupBy": ["tier", "tier"]}, "groupBy"),
        ("ALG-P12", {"groupBy": ["theme"]}, "theme"),
        ("ALG-P15", {}, "theme"),
        ("ALG-P15", {"theme": ["climate", "circular"]}, "theme"),
        ("ALG-P12", {"tier": ["gemeente"]}, "tier"),
        ("ALG-P12", {"until": "2024-12"}, "until"),
        ("ALG-P12", {"from_": "1900-01", "until": "2025-12"}, "until"),
        ("ALG-P12", {"asOf": "yesterday"}, "asOf"),
        ("ALG-P12", {"asOf": "2025-01-01T00:00:00"}, "asOf"),
        ("ALG-P12", {"asOf": "999999999"}, "asOf"),
        ("ALG-P12", {"cursor": "nonsense"}, "cursor"),
    ],
)
def test_a_question_that_does_not_hold_is_refused_with_its_place(
    world: World, code: str, asked: dict[str, object], location: str
) -> None:
    with pytest.raises(BadInput) as refused:
        ask(world.connection, code, **{"from_": "2025-01", "until": "2025-12", **asked})
    assert [fault.location for fault in refused.value.errors] == [location]


def test_an_impossible_grouping_names_those_that_exist(world: World) -> None:
    with pytest.raises(BadInput, match="exactly one organisation"):
        ask(world.connection, "ALG-P12", from_="2025-01", until="2025-06", groupBy=["nature", "threshold"])


def test_an_unknown_indicator_or_version_is_not_found(world: World) -> None:
    with pytest.raises(NotFound, match="Did you mean ALG-P12"):
        ask(world.connection, "ALG-P012", from_="2025-01", until="2025-12")
    with pytest.raises(NotFound):
        ask(world.connection, "XXX-P99", from_="2025-01", until="2025-12")
    with pytest.raises(NotFound):
        ask(world.connection, "ALG-P12", from_="2025-01", until="2025-12", version="9.9.9")
