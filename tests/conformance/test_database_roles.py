"""What each service's database role may do and what it may not: written by hand, looked up in the server, tried."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from deploy.embedded import role_url
from shared.database import engine_for
from shared.tables.base import SCHEMAS

OWN = {
    "ppds_registry": "registry",
    "ppds_ingest": "ingest",
    "ppds_sandbox": "sandbox",
    "ppds_kpi": "kpi",
    "ppds_kpi_reader": "kpi",
}
TAKEN_ON_BY = {"ppds_sandbox": "ppds_ingest"}
"""Roles that nobody logs in with, and who takes them on."""
LOG_OF_REGISTRY = {"registry.change", "registry.change_list", "registry.change_party"}
PUBLISHED_BY_REGISTRY = LOG_OF_REGISTRY | {
    "registry.buyer_link_current",
    "registry.client",  # whether it is active, no more
    "registry.list_entry",
    "registry.membership_current",
    "registry.objection_current",
    "registry.objector",
    "registry.party_current",
    "registry.party_identifier_current",
    "registry.revoked_token",
    "registry.succession_current",
    "registry.terms_to_accept",
    "registry.theme_choice_current",
}
FACTS = {
    f"procurement.fact_{fact}{at}"
    for fact in (
        "procedure",
        "lot",
        "theme_use",
        "local_theme_use",
        "winner",
        "registration",
        "contract",
        "commitment",
        "observation",
        "measurement",
        "spend",
        "programme_record",
        "participation",
        "chain_phase",
        "allocation",
        *("signature", "pledge", "plan", "plan_theme", "plan_goal", "plan_assessment", "task"),
    )
    for at in ("", "_at")
}
LOG_OF_PROCUREMENT = {"procurement.change", "procurement.change_scope"}
KEPT_BY_INGEST = LOG_OF_PROCUREMENT | {
    f"procurement.{table}"
    for table in (
        *("identity_key", "lot", "lot_history", "notice", "notice_history"),
        *("procedure", "procedure_history", "winner", "winner_history", "unreleased", "unreleased_history"),
        *("measurement", "measurement_history", "programme_record", "programme_record_history"),
        *("participation", "participation_history", "chain_phase", "chain_phase_history"),
        *("spend", "spend_history", "spend_file", "spend_line"),
        *("own_record", "registration", "registration_history", "contract", "contract_history"),
        *("commitment", "commitment_history", "observation", "observation_history"),
        *("signature", "signature_history", "pledge", "pledge_history", "plan", "plan_history"),
        *("plan_theme", "plan_theme_history", "plan_goal", "plan_goal_history"),
        *("plan_assessment", "plan_assessment_history", "task", "task_history"),
    )
}
GIVEN_IN_BULK = {"procurement.change_log"} | {
    f"procurement.bulk_{fact}"
    for fact in ("procedure", "lot", "winner", "contract", "commitment", "observation", "spend")
}
CLIENTS_OF_SANDBOX = {"sandbox.client"}  # the registry keeps them; others see whose tokens no longer hold
TRAIL, HEAD = {"procurement.audit_event"}, {"procurement.audit_head"}

OUTSIDE: dict[tuple[str, str], AbstractSet[str]] = {
    ("ppds_registry", "SELECT"): CLIENTS_OF_SANDBOX,
    ("ppds_registry", "INSERT"): CLIENTS_OF_SANDBOX,
    ("ppds_registry", "UPDATE"): CLIENTS_OF_SANDBOX,
    ("ppds_registry", "DELETE"): CLIENTS_OF_SANDBOX,
    ("ppds_ingest", "SELECT"): (
        PUBLISHED_BY_REGISTRY
        | {"registry.erasure_current", "procurement.word"}
        | CLIENTS_OF_SANDBOX
        | KEPT_BY_INGEST
        | GIVEN_IN_BULK
        | TRAIL
        | HEAD
    ),
    ("ppds_ingest", "INSERT"): KEPT_BY_INGEST | TRAIL | {"procurement.word"},
    ("ppds_ingest", "UPDATE"): KEPT_BY_INGEST | HEAD,
    ("ppds_ingest", "DELETE"): KEPT_BY_INGEST | {"procurement.word"},
    ("ppds_sandbox", "SELECT"): {
        "registry.buyer_link_current",
        "registry.change",
        "registry.erasure_current",
        "registry.list_entry",
        "registry.objection_current",
        "registry.party_current",
        "registry.party_identifier_current",
        "registry.succession_current",
        "registry.theme_choice_current",
    },
    ("ppds_sandbox", "INSERT"): set(),
    ("ppds_sandbox", "UPDATE"): set(),
    ("ppds_sandbox", "DELETE"): set(),
    ("ppds_kpi", "SELECT"): PUBLISHED_BY_REGISTRY | CLIENTS_OF_SANDBOX | FACTS | LOG_OF_PROCUREMENT,
    ("ppds_kpi", "INSERT"): set(),
    ("ppds_kpi", "UPDATE"): set(),
    ("ppds_kpi", "DELETE"): set(),
    ("ppds_kpi_reader", "SELECT"): FACTS | LOG_OF_PROCUREMENT | {"procurement.contract_supplier"},
    ("ppds_kpi_reader", "INSERT"): set(),
    ("ppds_kpi_reader", "UPDATE"): set(),
    ("ppds_kpi_reader", "DELETE"): set(),
}
"""What a role may do outside the schema of its service: all of it."""

REFUSED = [
    ("ppds_registry", "select * from ingest.submission"),
    ("ppds_registry", "select * from procurement.notice"),
    ("ppds_registry", "select * from kpi.cell"),
    ("ppds_registry", "update registry.audit_event set actor = 'another'"),
    ("ppds_registry", "delete from registry.audit_event"),
    ("ppds_registry", "truncate registry.audit_event"),
    ("ppds_registry", "delete from registry.audit_head"),
    ("ppds_registry", "delete from registry.change"),
    ("ppds_registry", "alter table registry.audit_event disable trigger all"),
    ("ppds_registry", "set role ppds_ingest"),
    ("ppds_registry", "create table registry.mine (id int)"),
    ("ppds_ingest", "select * from registry.party"),
    ("ppds_ingest", "select private_pem from registry.signing_key"),
    ("ppds_ingest", "select jwks from registry.client"),
    ("ppds_ingest", "select jwks from sandbox.client"),
    ("ppds_ingest", "select party from sandbox.client"),
    ("ppds_ingest", "update sandbox.client set tokens_from = null"),
    ("ppds_ingest", "insert into registry.revoked_token (jti, client_id, expires_at) values ('x', 'y', now())"),
    ("ppds_ingest", "select * from kpi.cell"),
    ("ppds_ingest", "alter table ingest.submission disable row level security"),
    ("ppds_ingest", "drop policy by_sender on ingest.submission"),
    ("ppds_ingest", "update ingest.audit_event set actor = 'another'"),
    ("ppds_ingest", "update procurement.audit_event set actor = 'another'"),
    ("ppds_ingest", "set role ppds_registry"),
    ("ppds_ingest", "copy ingest.submission to program 'cat'"),
    ("ppds_ingest", "select pg_read_file('/etc/passwd')"),
    ("ppds_ingest", "select * from sandbox.submission"),
    ("ppds_ingest", "delete from sandbox.arrival"),
    ("ppds_sandbox", "select * from ingest.submission"),
    ("ppds_sandbox", "insert into ingest.arrival values (gen_random_uuid(), 0, 'x', '', now())"),
    ("ppds_sandbox", "update ingest.segment set state = 'open'"),
    ("ppds_sandbox", "select * from ingest.audit_event"),
    ("ppds_sandbox", "update ingest.erasure_applied set erasure = 0"),
    ("ppds_sandbox", "select * from procurement.notice"),
    ("ppds_sandbox", "select * from procurement.fact_lot"),
    ("ppds_sandbox", "insert into procurement.identity_key (key) values ('x')"),
    ("ppds_sandbox", "insert into procurement.change (cause) values ('mine')"),
    ("ppds_sandbox", "select nextval('procurement.change_position')"),
    ("ppds_sandbox", "select * from kpi.cell"),
    ("ppds_sandbox", "select * from registry.client"),
    ("ppds_sandbox", "select * from registry.party"),
    ("ppds_sandbox", "select id from sandbox.client"),
    ("ppds_sandbox", "create table sandbox.mine (id int)"),
    ("ppds_sandbox", "alter table sandbox.submission disable row level security"),
    ("ppds_kpi", "select * from ingest.submission"),
    ("ppds_kpi", "select * from sandbox.submission"),
    ("ppds_kpi", "set role ppds_sandbox"),
    ("ppds_registry", "select * from sandbox.submission"),
    ("ppds_registry", "set role ppds_sandbox"),
    ("ppds_kpi", "select * from procurement.notice"),
    ("ppds_kpi", "select * from procurement.procedure"),
    ("ppds_kpi", "select supplier_id from procurement.contract"),
    ("ppds_kpi_reader", "select supplier_id from procurement.contract"),
    ("ppds_kpi", "insert into procurement.change (cause) values ('mine')"),
    ("ppds_kpi", "select private_pem from registry.signing_key"),
    ("ppds_kpi", "select * from registry.party"),
    ("ppds_kpi", "select party from sandbox.client"),
    ("ppds_kpi", "select name from sandbox.client"),
    ("ppds_kpi", "delete from sandbox.client"),
    ("ppds_kpi_reader", "select id from sandbox.client"),
    ("ppds_kpi_reader", "select * from kpi.cell"),
    ("ppds_kpi_reader", "select * from registry.party_current"),
    ("ppds_kpi_reader", "create temporary table mine (id int)"),
    ("ppds_kpi_reader", "set role ppds_kpi"),
]


@pytest.fixture(scope="module")
def owner(database_module: str) -> Iterator[Connection]:
    engine = create_engine(database_module, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize(("role", "privilege"), sorted(OUTSIDE))
def test_outside_its_own_schema_a_role_may_do_this_and_no_more(owner: Connection, role: str, privilege: str) -> None:
    own = f"{OWN[role]}."
    assert {name for name in _may(owner, role, privilege) if not name.startswith(own)} == OUTSIDE[role, privilege]


def test_the_reader_of_facts_may_do_nothing_in_the_schema_of_kpi(owner: Connection) -> None:
    for privilege in ("SELECT", "INSERT", "UPDATE", "DELETE"):
        assert not {name for name in _may(owner, "ppds_kpi_reader", privilege) if name.startswith("kpi.")}


@pytest.mark.parametrize("schema", ["registry", "ingest", "procurement", "kpi"])
def test_what_happened_can_be_added_to_and_never_changed(owner: Connection, schema: str) -> None:
    for role in OWN:
        for privilege in ("UPDATE", "DELETE", "TRUNCATE"):
            assert f"{schema}.audit_event" not in _may(owner, role, privilege)
        for privilege in ("INSERT", "DELETE", "TRUNCATE"):
            assert f"{schema}.audit_head" not in _may(owner, role, privilege)


def test_no_role_of_a_service_owns_anything_or_may_pass_by_row_level_security(owner: Connection) -> None:
    special = owner.execute(
        text(
            "select rolname from pg_roles where rolname like 'ppds\\_%'"
            " and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)"
        )
    )
    assert special.scalars().all() == []
    owned = owner.execute(
        text("select c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'ppds\\_%'")
    )
    assert owned.scalars().all() == []


@pytest.mark.parametrize("schema", ["ingest", "sandbox"])
def test_every_table_with_what_bodies_sent_is_under_row_level_security(owner: Connection, schema: str) -> None:
    tables = owner.execute(
        text(
            "select c.relname, c.relrowsecurity from pg_class c join pg_attribute a on a.attrelid = c.oid"
            " where c.relnamespace = cast(:schema as regnamespace) and c.relkind = 'r' and a.attname = 'sender'"
        ),
        {"schema": schema},
    ).all()
    assert {name for name, _ in tables} >= {"submission", "arrival", "segment", "payload", "record", "finding"}
    assert all(secured for _, secured in tables)


@pytest.mark.parametrize(("role", "statement"), REFUSED)
def test_the_server_refuses_what_is_none_of_a_roles_business(
    owner: Connection, database_module: str, role: str, statement: str
) -> None:
    taken_on = role if role in TAKEN_ON_BY else None
    url = role_url(database_module, TAKEN_ON_BY.get(role, role))
    engine = engine_for(url, pool=1, application="ppds tests", role=taken_on)
    with engine.connect() as connection, pytest.raises(DBAPIError) as refused:
        connection.exec_driver_sql(statement)
    engine.dispose()
    state = getattr(refused.value.orig, "sqlstate", None)
    assert state in {"42501", "25006"}, refused.value  # insufficient privilege, or a read-only transaction


def test_nobody_logs_in_as_the_sandbox_and_ingest_has_none_of_its_rights_by_itself(
    owner: Connection, database_module: str
) -> None:
    assert not owner.execute(text("select pg_has_role('ppds_ingest', 'ppds_sandbox', 'usage')")).scalar_one()
    engine = create_engine(role_url(database_module, "ppds_sandbox"), poolclass=NullPool)
    with pytest.raises(OperationalError, match="not permitted to log in"):
        engine.connect()


def _may(owner: Connection, role: str, privilege: str) -> set[str]:
    """Tables and views on which the role has the privilege, whole or on some column."""
    rows = owner.execute(
        text(
            """
            select n.nspname || '.' || c.relname
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'v', 'p', 'm') and n.nspname = any(:schemas)
                and case when :privilege in ('SELECT', 'INSERT', 'UPDATE')
                    then has_any_column_privilege(:role, c.oid, :privilege)
                    else has_table_privilege(:role, c.oid, :privilege) end
            """
        ),
        {"role": role, "privilege": privilege, "schemas": list(SCHEMAS)},
    )
    return set(rows.scalars())
