"""Expressions that are no expression of a card: each is refused with its reason."""

import pytest

from services.kpi.definitions.declarations.fact import ColumnType
from services.kpi.definitions.facts import facts
from services.kpi.definitions.rules import language_faults as faults
from services.kpi.definitions.rules.compiler import compile_expression
from services.kpi.definitions.rules.faults import CardError
from shared.procurement.finding import catalogue

PROCEDURE = facts()["procedure"]


RULES = catalogue(faults)


HOSTILE = [
    # other schemas, tables, views, system columns
    "ingest.payload.body = 'x'",
    "payload.body = 'x'",
    "procurement.notice.content = 'x'",
    "f.climate",
    "fact_procedure.climate",
    "kpi.cell.in_yes > 0",
    "pg_catalog.pg_authid.rolpassword = 'x'",
    "body = 'x'",
    "content",
    "title = 'x'",
    "ctid = 'x'",
    "xmin > 1",
    "tableoid > 1",
    "oid > 1",
    "known_body = 'x'",
    "bucket > 0",
    "p0",
    "took_part = 'x'",
    # quoted and odd names
    '"climate"',
    "\"lead_body\" = 'x'",
    "`climate`",
    "[climate]",
    "CLIMATE",
    "Climate",
    "climate.*",
    "*",
    "count(*) > 0",
    # sub-queries and set operations
    "(select true)",
    "exists (select 1)",
    "tier in (select tier from procurement.fact_lot)",
    "tier = (select current_user)",
    "climate union select true",
    "tier = any(array['x'])",
    "tier = all(select 'x')",
    "tier in (values ('x'))",
    "with x as (select 1) select true",
    "table procurement.notice",
    # functions
    "lower(tier) = 'central'",
    "pg_sleep(10) = 1",
    "pg_read_file('x') = 'y'",
    "current_user = 'x'",
    "current_date > launched_on",
    "now() > launched_on",
    "random() > 0",
    "version() = 'x'",
    "set_config('role', 'postgres', false) = 'x'",
    "current_setting('x') = 'y'",
    "length(tier) > 3",
    "abs(awarded_value) > 1",
    "round(awarded_value) > 1",
    "sum(awarded_value) > 1",
    "count(climate) > 1",
    "coalesce(climate, false)",
    "nullif(tier, 'central') = 'x'",
    "greatest(awarded_value, 1) > 1",
    "row_number() over () > 1",
    "extract(year from launched_on) = 2024",
    "date_trunc('year', launched_on) = '2024-01-01'",
    "lo_import('x') > 1",
    "xpath('x', 'y') = 'z'",
    # NULL tests and conditionals: they turn unknown into no
    "climate is null",
    "climate is not null",
    "climate is true",
    "climate is not false",
    "climate is unknown",
    "climate is distinct from circular",
    "climate = null",
    "null",
    "not null",
    "tier in ('central', null)",
    "case when climate then true else false end",
    "if(climate, true, false)",
    "climate isnull",
    "climate notnull",
    # division and other operators
    "awarded_value / 2 > 1",
    "awarded_value % 2 = 1",
    "awarded_value ^ 2 > 1",
    "3 / 2 = 1",
    "awarded_value div 2 > 1",
    "awarded_value mod 2 > 1",
    "tier || 'x' = 'y'",
    "tier like 'cen%'",
    "tier like 'cen_ral'",
    "tier ilike 'central'",
    "tier similar to 'central'",
    "tier ~ 'c'",
    "duration_months & 1 = 1",
    "duration_months | 1 = 1",
    "duration_months << 2 > 1",
    "!climate",
    "climate xor circular",
    "tier collate nocase = 'x'",
    "launched_on at time zone 'UTC' > '2024-01-01'",
    "launched_on + interval '1 day' > '2024-01-01'",
    "tier -> 'x' = 'y'",
    # casts
    "cast(tier as integer) > 1",
    "tier::integer > 1",
    "date '2024-01-01' < launched_on",
    "try_cast(tier as int) > 1",
    # comments, several statements, placeholders
    "climate -- and circular",
    "climate /* hidden */",
    "climate # hidden",
    "climate; drop table kpi.cell",
    "climate;",
    "tier = '%s'",
    "tier = '%(x)s'",
    "tier = :tier",
    "tier = $1",
    "tier = ?",
    "tier = @x",
    "tier = {tier}",
    "tier = 'central' \\g",
    # quoting
    "tier = 'central",
    "tier = 'cent''ral'",
    "tier = E'central'",
    "tier = U&'central'",
    "tier = N'central'",
    "tier = x'41'",
    "tier = b'1'",
    "tier = $$central$$",
    "tier = 'central' 'x'",
    # types
    "tier",
    "awarded_value",
    "launched_on",
    "'central'",
    "1",
    "awarded_value > 'abc'",
    "tier > 1",
    "tier = 1",
    "climate = 1",
    "climate = 'yes'",
    "climate > circular",
    "climate + circular",
    "tier < 'x'",
    "tier between 'a' and 'b'",
    "climate between false and true",
    "climate in (true, false)",
    "launched_on > 20240101",
    "launched_on > '2024-02-30'",
    "launched_on > 'tomorrow'",
    "launched_on = tier",
    "awarded_value = launched_on",
    "launched_on + 1 > '2024-01-01'",
    "-tier = 'x'",
    "-climate",
    "not tier",
    "not 1",
    "tier and climate",
    "1 and climate",
    "tier in (1, 2)",
    "awarded_value in ('x')",
    "awarded_value in (estimated_value)",
    "tier in ()",
    "1 = 1",
    "'a' = 'a'",
    "1 between 0 and 2",
    "awarded_value between symmetric 2 and 1",
    # closed lists
    "tier = 'gemeente'",
    "nature in ('works', 'werken')",
    "state = 'gegund'",
    # numbers that poison
    "awarded_value > 1e100000",
    "awarded_value * 1e309 > 1",
    "awarded_value > 99999999999999999999",
    "awarded_value > 0.0000000001",
    "awarded_value > 0x10",
    "awarded_value > nan",
    "awarded_value > infinity",
    "awarded_value > 1_000",
    "awarded_value > 'NaN'",
    # look-alikes and invisible characters
    "сlimate",  # noqa: RUF001 - Cyrillic es
    "climate\u200b",
    "climate\u00a0and circular",
    "ｃlimate",  # noqa: RUF001 - full width
    "tier ＝ 'central'",  # noqa: RUF001
    "tier = ʼcentralʼ",  # noqa: RUF001
    "tier = ‘central’",  # noqa: RUF001
    "climate\x00",
    "climate\x0b and circular",
    "climate \u2028and circular",
    "not\u2000climate",
    # depth, length
    "(" * 200 + "climate" + ")" * 200,
    "not " * 500 + "climate",
    "- " * 300 + "awarded_value > 1",
    "(" * 21 + "climate" + ")" * 21,
    " and ".join(["climate"] * 300),
    " + ".join(["awarded_value"] * 100) + " > 1",
    "tier in (" + ", ".join(["'central'"] * 150) + ")",
    "climate and " * 2000 + "climate",
    "tier = '" + "x" * 150 + "'",
    "(" * 5000,
    ")",
    "",
    "   ",
    "and",
    "climate and",
    "climate circular",
    "climate as x",
    "climate, circular",
    "(climate, circular)",
    "select climate",
    "create table x (y int)",
    "drop table kpi.cell",
    "set role postgres",
    "copy kpi.cell to 'x'",
    "do 'x'",
]


@pytest.mark.parametrize("expression", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_expression_is_refused_with_its_reason(expression: str) -> None:
    with pytest.raises(CardError) as refused:
        compile_expression(expression, fact=PROCEDURE, wanted=ColumnType.BOOLEAN)
    assert len(str(refused.value)) > 20
    assert len(str(refused.value)) < 1500
    (finding,) = refused.value.findings
    assert finding.rule in RULES
    assert len(finding.nl) > 20
