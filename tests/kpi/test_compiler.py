"""The card compiler lets its own small language through and nothing else."""

# ruff: noqa: S311, S608 - seeded chance makes a failing run repeatable; statements are ours

import random
from contextlib import suppress
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from services.kpi.cells.rules.aggregates import CompiledMeasure, aggregates_of, compile_measure, part_columns
from services.kpi.definitions.declarations.fact import Column, ColumnType
from services.kpi.definitions.facts import facts
from services.kpi.definitions.rules.card import Card, built_in_cards
from services.kpi.definitions.rules.compiler import compile_expression
from services.kpi.definitions.rules.faults import CardError

PROCEDURE = facts()["procedure"]


GOOD = {
    "climate": "climate",
    "true": "TRUE",
    "not climate": "NOT climate",
    "climate and not circular or any_theme": "(climate AND (NOT circular)) OR any_theme",
    "nature in ('works', 'services')": "nature IN ('works', 'services')",
    "nature not in ('works')": "NOT (nature IN ('works'))",
    "tier <> 'central'": "tier <> 'central'",
    "duration_months > 0": "CAST(duration_months AS DECIMAL) > 0",
    "duration_months * 2 - 1 >= awarded_value": (
        "((CAST(duration_months AS DECIMAL) * 2) - 1) >= CAST(awarded_value AS DECIMAL)"
    ),
    "estimated_value between 1 and 2.5": "CAST(estimated_value AS DECIMAL) BETWEEN 1 AND 2.5",
    "awarded_on >= '2024-01-01'": "awarded_on >= CAST('2024-01-01' AS DATE)",
    "'2024-01-01' < awarded_on": "CAST('2024-01-01' AS DATE) < awarded_on",
    "awarded_on > launched_on": "awarded_on > launched_on",
    "climate = true": "climate = TRUE",
    "estimated_value > - 5": "CAST(estimated_value AS DECIMAL) > (-5)",
}


@pytest.mark.parametrize(("expression", "sql"), GOOD.items())
def test_the_language_of_cards_is_rebuilt_with_brackets_and_types(expression: str, sql: str) -> None:
    compiled = compile_expression(expression, fact=PROCEDURE, wanted=ColumnType.BOOLEAN)
    assert compiled.sql("postgres") == sql
    assert compiled.sql("duckdb")
    assert compiled.sql("spark")


def test_a_long_row_of_conditions_is_no_depth() -> None:
    text_of_many = " or ".join(["climate"] * 180)
    assert (
        compile_expression(text_of_many, fact=PROCEDURE, wanted=ColumnType.BOOLEAN).sql("postgres").count("OR") == 179
    )


WORDS = st.sampled_from(
    [
        "climate",
        "tier",
        "awarded_value",
        "launched_on",
        "'central'",
        "'x'",
        "1",
        "2.5",
        "and",
        "or",
        "not",
        "in",
        "between",
        "(",
        ")",
        ",",
        "=",
        "<",
        ">=",
        "<>",
        "+",
        "-",
        "*",
        "/",
        "is",
        "null",
        "select",
        "from",
        "case",
        "coalesce",
        "cast",
        "as",
        "int",
        ".",
        "'",
        "--",
        "%",
        "true",
        "false",
        "exists",
        "::",
        "any",
        "pg_sleep",
        "interval",
    ]
)


ALLOWED_KEYWORDS = {"AND", "OR", "NOT", "IN", "BETWEEN", "CAST", "AS", "DECIMAL", "DATE", "TRUE", "FALSE"}


@given(st.lists(WORDS, min_size=1, max_size=14).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_whatever_passes_holds_only_what_the_language_has(expression: str) -> None:
    for wanted in (ColumnType.BOOLEAN, ColumnType.NUMBER):
        try:
            sql = compile_expression(expression, fact=PROCEDURE, wanted=wanted).sql("postgres")
        except CardError:
            continue
        words = {
            word for word in sql.replace("(", " ").replace(")", " ").replace(",", " ").split() if word[0].isalpha()
        }
        assert words <= ALLOWED_KEYWORDS | set(PROCEDURE.columns)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_compiled_or_refused_and_nothing_else(expression: str) -> None:
    with suppress(CardError):
        compile_expression(expression, fact=PROCEDURE, wanted=ColumnType.BOOLEAN)


def test_every_column_of_the_catalogue_stands_in_its_view(database: str) -> None:
    engine = create_engine(database, poolclass=NullPool)
    with engine.connect() as connection:
        for fact in facts().values():
            rows = connection.execute(
                text(
                    "select column_name, data_type from information_schema.columns"
                    " where table_schema = 'procurement' and table_name = :view"
                ),
                {"view": fact.view},
            )
            kinds = {row.column_name: row.data_type for row in rows}
            expected = {
                ColumnType.TEXT: {"text"},
                ColumnType.BOOLEAN: {"boolean"},
                ColumnType.NUMBER: {"numeric", "integer"},
                ColumnType.DATE: {"date"},
            }
            for column in fact.columns.values():
                assert kinds.get(column.name) in expected[column.type], f"{fact.view}.{column.name}"
    engine.dispose()


@pytest.mark.parametrize("card", built_in_cards(), ids=lambda card: card.code)
def test_another_engine_computes_the_same_parts(database: str, card: Card) -> None:
    chance = random.Random(7)
    columns = list(card.fact.columns.values())
    names, places = ", ".join(column.name for column in columns), ", ".join("?" for _ in columns)
    rows = [tuple(_drawn(column, chance) for column in columns) for _ in range(400)]
    measure = compile_measure(card)

    engine = create_engine(database, poolclass=NullPool)
    with engine.connect() as connection, duckdb.connect() as other:
        kinds = ", ".join(f"{column.name} {_KINDS[column.type]}" for column in columns)
        other.execute(f"create table fact ({kinds})")
        other.executemany(f"insert into fact values ({places})", rows)
        connection.execute(
            text(f"create temporary table fact as select {names} from procurement.{card.fact.view} with no data")
        )
        connection.exec_driver_sql(f"insert into fact values ({places.replace('?', '%s')})", rows)
        ours = connection.execute(text(_parts_of(measure, "postgres"))).one()
        theirs = other.execute(_parts_of(measure, "duckdb")).fetchone()
    engine.dispose()
    assert theirs is not None
    assert [Decimal(part) for part in theirs] == list(ours)
    assert len([part for part in ours if part]) > 1


_KINDS = {
    ColumnType.TEXT: "varchar",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.NUMBER: "decimal(18, 2)",
    ColumnType.DATE: "date",
}


def _drawn(column: Column, chance: random.Random) -> str | bool | Decimal | date | None:
    """Any value that a column may hold; unknown a fifth of the time."""
    if chance.random() < 0.2:
        return None
    match column.type:
        case ColumnType.TEXT:
            return chance.choice(column.codes or ("a", "b"))
        case ColumnType.BOOLEAN:
            return chance.random() < 0.5
        case ColumnType.NUMBER:
            return Decimal(chance.randrange(-5, 500_000) if column.unit == "EUR" else chance.randrange(5))
        case ColumnType.DATE:
            return date(2025, chance.randrange(1, 13), 1)


def _parts_of(measure: CompiledMeasure, dialect: str) -> str:
    aggregates = aggregates_of(measure, number=0, dialect=dialect)
    return f"select {part_columns([aggregates])} from (select {', '.join(aggregates.projected)} from fact) r"
