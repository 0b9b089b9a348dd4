"""Migrations lead to what the mapped classes say, and may be run again."""

from threading import Thread

import pytest
from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from deploy.database import ROLES, alembic_config, prepare
from deploy.embedded import role_url
from shared.tables.base import SCHEMAS

OF = ["submission", "arrival", "segment", "payload", "record", "finding", "erasure_applied"]
RULES_OF_TABLES = """
    with its as (
        select c.* from pg_class c
        where c.relnamespace = cast(:schema as regnamespace) and c.relkind = 'r' and c.relname = any(:of)
    )
    select replace(rule, :schema || '.', '') as rule from (
        select concat_ws(' ', 'table:', relname, relrowsecurity, relforcerowsecurity, relpersistence) as rule from its
        union all
        select concat_ws(' ', 'column:', relname, attnum, attname, format_type(atttypid, atttypmod), attnotnull,
            attidentity, attgenerated, attstorage, attcompression, coalesce(pg_get_expr(adbin, adrelid), 'no default'))
        from its join pg_attribute a on attrelid = its.oid and attnum > 0
            left join pg_attrdef d on adrelid = attrelid and adnum = attnum
        union all
        select concat_ws(' ', 'constraint:', relname, conname, convalidated, condeferrable, condeferred,
            pg_get_constraintdef(n.oid))
        from its join pg_constraint n on conrelid = its.oid
        union all
        select concat_ws(' ', 'index:', pg_get_indexdef(indexrelid)) from its join pg_index on indrelid = its.oid
        union all
        select concat_ws(' ', 'policy:', relname, polname, polcmd, polpermissive, polroles::text,
            pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
        from its join pg_policy on polrelid = its.oid
        union all
        select concat_ws(' ', 'right:', relname, privilege) from its, unnest(array[
            'select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) privilege
        where has_table_privilege(:role, its.oid, privilege)
    ) rules
"""
"""Everything that holds for these tables of a schema, and what a role may do with them."""


def test_the_migrated_database_equals_the_mapped_classes(database: str) -> None:
    engine = create_engine(database, poolclass=NullPool)
    with engine.begin() as connection:
        command.check(alembic_config(connection))


def test_the_migrated_database_is_at_the_newest_of_one_line_of_versions(database: str) -> None:
    engine = create_engine(database, poolclass=NullPool)
    with engine.begin() as connection:
        script = ScriptDirectory.from_config(alembic_config(connection))
        assert MigrationContext.configure(connection).get_current_revision() == script.get_current_head()
    assert len(script.get_heads()) == 1


def test_the_sandbox_has_the_same_tables_as_ingest_rule_by_rule(database: str) -> None:
    engine = create_engine(database, poolclass=NullPool)
    with engine.connect() as connection:
        real, sandbox = (
            {row.rule for row in connection.execute(text(RULES_OF_TABLES), {"schema": schema, "role": role, "of": OF})}
            for schema, role in (("ingest", "ppds_ingest"), ("sandbox", "ppds_sandbox"))
        )
    assert sorted(real - sandbox) == sorted(sandbox - real) == []
    kinds = {rule.split(":")[0] for rule in real}
    assert kinds == {"table", "column", "constraint", "index", "policy", "right"}
    assert len(real) > 200


def test_preparing_twice_changes_nothing(database: str) -> None:
    prepare(database)


def test_two_operators_may_prepare_the_same_empty_database_at_once(empty_database: str) -> None:
    failures: list[BaseException] = []

    def attempt() -> None:
        try:
            prepare(empty_database)
        except BaseException as failure:  # noqa: BLE001 - handed to the test's own thread
            failures.append(failure)

    operators = [Thread(target=attempt) for _ in range(3)]
    for operator in operators:
        operator.start()
    for operator in operators:
        operator.join()
    assert failures == []


def test_going_down_leaves_no_table_and_up_again_works(database: str) -> None:
    engine = create_engine(database, poolclass=NullPool)
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "base")
        left = connection.execute(
            text(
                "select table_schema || '.' || table_name from information_schema.tables where table_schema = any(:s)"
            ),
            {"s": list(SCHEMAS)},
        ).scalars()
        assert list(left) == []
    prepare(database)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_may_enter_and_none_may_make_tables(database: str, role: str) -> None:
    engine = create_engine(role_url(database, role), poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.execute(text("select current_user")).scalar_one() == role
        for schema in (*SCHEMAS, "public"):
            with pytest.raises(DBAPIError), connection.begin_nested():
                connection.execute(text(f"create table {schema}.of_my_own (id int)"))


def test_the_kpi_role_can_become_the_reader_but_has_none_of_its_rights_by_itself(database: str) -> None:
    engine = create_engine(role_url(database, "ppds_kpi"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("set local role ppds_kpi_reader"))
        assert connection.execute(text("select current_user")).scalar_one() == "ppds_kpi_reader"
        assert not connection.execute(text("select pg_has_role('ppds_kpi', 'ppds_kpi_reader', 'usage')")).scalar_one()


def test_the_reader_cannot_write_and_is_stopped_after_a_while(database: str) -> None:
    engine = create_engine(role_url(database, "ppds_kpi_reader"), poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.execute(text("show default_transaction_read_only")).scalar_one() == "on"
        assert connection.execute(text("show statement_timeout")).scalar_one() == "1min"


def test_a_password_for_a_role_that_is_not_ours_is_refused(empty_database: str) -> None:
    with pytest.raises(ValueError, match="not roles of PPDS: postgres"):
        prepare(empty_database, passwords={"postgres": "secret"})
