"""The operator's commands on a real database."""

import json
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner, Result

from deploy.command.app import operator_app
from deploy.database import ROLES
from deploy.embedded import role_url
from deploy.local_registry import LocalRegistry
from deploy.machine import role_passwords
from shared.errors import BadInput
from shared.identity.keys import new_private_key, public_key_set, write_request

HEADING = "tier,organisation_type,tooi_uri,name,oin\n"
ROW = "gemeenten,gemeente,https://identifier.overheid.nl/tooi/id/gemeente/gm9901,Voorbeeldgemeente Fictief,\n"


def ppds(*arguments: str) -> Result:
    return CliRunner().invoke(operator_app(), ["--lang", "en", *arguments])


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.fixture
def registry(database: str) -> LocalRegistry:
    return LocalRegistry(role_url(database, "ppds_registry"))


@pytest.fixture
def _on_this_database(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPDS_DATABASE_URL", database)


def test_migrate_prepares_an_empty_database_and_may_be_run_again(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PPDS_DATABASE_URL", empty_database)
    for _ in range(2):
        result = ppds("migrate")
        assert result.exit_code == 0, result.output
    assert rows(empty_database, "select to_regclass('registry.party') is not null") == [(True,)]


def test_migrate_without_a_database_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PPDS_DATABASE_URL", raising=False)
    result = ppds("migrate")
    assert result.exit_code == 2
    assert "PPDS_DATABASE_URL" in result.output


@pytest.mark.usefixtures("_on_this_database")
def test_parties_are_imported_and_a_dry_run_changes_nothing(database: str, tmp_path: Path) -> None:
    file = tmp_path / "parties.csv"
    file.write_text(HEADING + ROW)
    known = "select count(*) from registry.party where uri like '%gm9901'"
    assert ppds("parties", "import", str(file), "--dry-run").exit_code == 0
    assert rows(database, known) == [(0,)]
    result = ppds("parties", "import", str(file))
    assert result.exit_code == 0, result.output
    assert rows(database, known) == [(1,)]


@pytest.mark.usefixtures("_on_this_database")
def test_an_import_with_refused_rows_ends_with_five_and_names_the_line(tmp_path: Path) -> None:
    file = tmp_path / "parties.csv"
    file.write_text(HEADING + ROW + "x,unheard-of,,Nobody,\n")
    result = ppds("parties", "import", str(file))
    assert result.exit_code == 5
    assert "parties.csv:3" in result.output


@pytest.mark.usefixtures("_on_this_database")
def test_the_first_administrator_is_registered_from_a_request_and_the_act_is_audited(
    database: str, tmp_path: Path
) -> None:
    request = tmp_path / "request.json"
    write_request(request, label="Eerste beheerder", oin=None, jwks=public_key_set(new_private_key()))
    result = ppds("admin", "register-client", str(request), "--scope", "registry:clients", "--scope", "audit:read")
    assert result.exit_code == 0, result.output
    client_id = result.output.strip()
    assert rows(database, "select id, scopes, registered_by from registry.client") == [
        (client_id, ["audit:read", "registry:clients"], "local operator")
    ]
    assert rows(database, "select actor, act, subject from registry.audit_event where act = 'client.register'") == [
        ("local operator", "client.register", client_id)
    ]


@pytest.mark.usefixtures("_on_this_database")
@pytest.mark.parametrize("content", ["", "[]", '{"label": "x"}'])
def test_a_file_that_is_no_request_is_refused(tmp_path: Path, content: str) -> None:
    request = tmp_path / "request.json"
    request.write_text(content)
    assert ppds("admin", "register-client", str(request), "--scope", "registry:clients").exit_code == 2


def test_a_private_key_in_a_request_is_refused_without_being_stored(registry: LocalRegistry) -> None:
    keys = public_key_set(new_private_key())
    keys["keys"][0]["d"] = "private"
    with pytest.raises(BadInput):
        registry.register(label="Onvoorzichtig", scopes=["kpi:read"], jwks=keys)


def test_the_key_of_an_own_client_is_used_again_and_replaced_when_the_registry_is_new(
    registry: LocalRegistry, database: str, tmp_path: Path
) -> None:
    first = registry.client_with_key(tmp_path, name="ppds-ingest", scopes=("kpi:events",))
    assert registry.client_with_key(tmp_path, name="ppds-ingest", scopes=("kpi:events",)) == first
    (tmp_path / "ppds-ingest.json").write_text(json.dumps({"client": "client-of-another-registry"}))
    other = registry.client_with_key(tmp_path, name="ppds-ingest", scopes=("kpi:events",))
    assert other.client_id != first.client_id
    assert rows(database, "select count(*) from registry.client") == [(2,)]


def test_each_role_has_a_variable_for_its_password() -> None:
    given = {f"PPDS_PASSWORD_{name}": name for name in ("REGISTRY", "INGEST", "KPI", "KPI_READER", "UNKNOWN")}
    assert role_passwords(given) == {role: role.removeprefix("ppds_").upper() for role in ROLES}
    assert role_passwords({"PPDS_PASSWORD_KPI": ""}) == {}
