"""docker-compose.yml, the Dockerfile and prometheus.yml name only what exists in the code.

No container engine is needed: the files are parsed, and every command, port, variable and role is looked up.
"""

import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import make_url

from dashboard.settings import Settings as DashboardSettings
from deploy.database import ROLES
from deploy.machine import role_passwords
from deploy.processes import APPS, DASHBOARD, DASHBOARD_APP, SERVICES, WORKERS, Addresses, Service, processes
from deploy.processes import ROLES as ROLE_OF
from shared.settings import ServiceSettings

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name in CONTAINERS if name not in {"postgres", "prometheus"}]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
PROMETHEUS: dict[str, Any] = yaml.safe_load(
    (ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text(encoding="utf-8")
)

ADDRESSED: dict[str, tuple[str, int, str]] = {
    **{service: (APPS[service], Addresses().port(service), "ready") for service in SERVICES},
    DASHBOARD: (DASHBOARD_APP, Addresses().dashboard_port, "live"),
}
"""What listens: its factory, its port, and what its health check asks."""

_ALONE: Any = {"addresses": Addresses(), "clients": {}, "passwords": {}}


def variables(name: str) -> dict[str, str]:
    stated: dict[str, str] = CONTAINERS[name].get("environment", {})
    return stated


def test_every_process_has_a_container_and_no_other_runs() -> None:
    workers = {f"{service}-worker" for service in WORKERS}
    assert set(CONTAINERS) == {"postgres", "migrate", "prometheus", DASHBOARD, *SERVICES, *workers}


@pytest.mark.parametrize("name", ADDRESSED)
def test_what_listens_runs_its_own_factory_on_the_port_the_runner_uses(name: str) -> None:
    app, port, health = ADDRESSED[name]
    command = CONTAINERS[name]["command"]
    assert command[:3] == ["uvicorn", "--factory", app]
    module, _, factory = app.partition(":")
    assert callable(getattr(importlib.import_module(module), factory))
    assert command[command.index("--port") + 1] == str(port)
    assert CONTAINERS[name]["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert f":{port}/health/{health}" in CONTAINERS[name]["healthcheck"]["test"][-1]
    assert re.search(rf"^EXPOSE .*\b{port}\b", DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize("service", ADDRESSED)
def test_nobody_is_believed_about_where_a_request_comes_from_unless_a_setting_names_the_gateway(service: str) -> None:
    assert "--no-proxy-headers" in CONTAINERS[service]["command"]
    assert "--no-proxy-headers" in DOCKERFILE
    (process,) = (each for each in processes("postgresql+psycopg://x", **_ALONE) if each.name == service)
    assert "--no-proxy-headers" in process.command


@pytest.mark.parametrize("service", WORKERS)
def test_a_worker_runs_a_module_that_can_be_started(service: Service) -> None:
    assert CONTAINERS[f"{service}-worker"]["command"] == ["python", "-m", WORKERS[service]]
    assert callable(importlib.import_module(WORKERS[service]).main)


def test_migrate_runs_a_command_that_exists() -> None:
    program, command = CONTAINERS["migrate"]["command"]
    operator = importlib.import_module("deploy.command.app").operator_app()
    assert program == "ppds"
    assert command in {registered.name for registered in operator.registered_commands}


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_read_by_the_process_that_gets_it(name: str) -> None:
    service = name.removesuffix("-worker")
    known = {f"PPDS_{field.upper()}" for field in ServiceSettings.model_fields}
    if service in SERVICES:
        settings = importlib.import_module(f"services.{service}.settings").Settings
        known |= {f"PPDS_{field.upper()}" for field in settings.model_fields}
    if service == DASHBOARD:
        known = {f"PPDS_{field.upper()}" for field in DashboardSettings.model_fields}
    passwords = {f"PPDS_PASSWORD_{role.removeprefix('ppds_').upper()}": "x" for role in ROLES}
    assert set(role_passwords(passwords)) == set(ROLES)
    if name == "migrate":
        known |= set(passwords)
        assert set(passwords) <= set(variables(name))
    assert set(variables(name)) <= known


@pytest.mark.parametrize("name", [name for name in OURS if name not in {"migrate", DASHBOARD}])
def test_a_process_enters_the_database_with_its_own_role(name: str) -> None:
    service = name.removesuffix("-worker")
    url = make_url(variables(name)["PPDS_DATABASE_URL"].replace("${", "").replace(":?set it in .env}", ""))
    assert url.username == next(role for one, role in ROLE_OF.items() if one == service)
    assert url.username in ROLES
    assert (url.host, url.port, url.database) == (
        "postgres",
        5432,
        CONTAINERS["postgres"]["environment"]["POSTGRES_DB"],
    )


def test_the_dashboard_is_told_of_no_database() -> None:
    assert "PPDS_DATABASE_URL" not in variables(DASHBOARD)
    (process,) = (each for each in processes("postgresql+psycopg://x", **_ALONE) if each.name == DASHBOARD)
    assert "PPDS_DATABASE_URL" not in process.environment


def test_every_role_is_made_by_the_roles_file() -> None:
    made = (ROOT / "deploy" / "postgres" / "roles.sql").read_text(encoding="utf-8")
    assert all(f"create role {role} login" in made for role in ROLES)


def test_no_secret_or_address_has_a_default() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    asked = re.findall(r"\$\{([A-Z_]+)([^}]*)\}", text)
    assert asked
    assert {rest for _, rest in asked} == {":?set it in .env"}
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    stated = dict(line.split("=", 1) for line in example.splitlines() if "=" in line and not line.startswith("#"))
    assert {name for name, _ in asked} == set(stated)
    assert not any(value for name, value in stated.items() if name != "PPDS_ENVIRONMENT")


def test_the_key_file_each_service_is_told_of_is_mounted_read_only() -> None:
    for name in OURS:
        if key := variables(name).get("PPDS_CLIENT_KEY_FILE"):
            assert [mount for mount in CONTAINERS[name]["volumes"] if mount.endswith(f":{key}:ro")]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_run_one_image_without_privileges(name: str) -> None:
    container = CONTAINERS[name]
    assert container["image"] == CONTAINERS["registry"]["image"]
    assert (container["read_only"], container["cap_drop"]) == (True, ["ALL"])
    assert container["build"]["dockerfile"] == "deploy/Dockerfile"


@pytest.mark.parametrize("name", [name for name in CONTAINERS if name != "migrate"])
def test_every_container_that_keeps_running_has_a_health_check(name: str) -> None:
    test = CONTAINERS[name]["healthcheck"]["test"]
    if test[1:3] == ["python", "-m"]:
        assert callable(importlib.import_module(test[3]).main)


def test_nothing_starts_before_the_database_is_migrated() -> None:
    for name in OURS:
        expected = {"postgres": {"condition": "service_healthy"}}
        if name != "migrate":
            expected = {"migrate": {"condition": "service_completed_successfully"}}
        assert CONTAINERS[name]["depends_on"] == expected


def test_the_image_holds_every_package_and_does_not_run_as_root() -> None:
    for package in ("client", "dashboard", "deploy", "migrations", "services", "shared"):
        assert f"COPY {package} {package}" in DOCKERFILE
        assert f"!{package}" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert not re.search(r"^COPY (demo|tools|tests)", DOCKERFILE, re.MULTILINE)
    users = re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)
    assert users == ["10001:10001"]


@pytest.mark.parametrize("service", ADDRESSED)
def test_metrics_stand_on_a_port_of_their_own_that_nobody_outside_reaches(service: str) -> None:
    own = variables(service)["PPDS_METRICS_PORT"]
    assert own not in CONTAINERS[service]["command"]
    assert not any(own in published for published in CONTAINERS[service]["ports"])
    (process,) = (each for each in processes("postgresql+psycopg://x", **_ALONE) if each.name == service)
    assert process.environment["PPDS_METRICS_PORT"] not in {str(port) for port in Addresses().ports.values()}
    assert "PPDS_METRICS_HOST" not in process.environment


def test_prometheus_asks_every_service_where_it_listens() -> None:
    listening = {name: port for name in OURS if (port := variables(name).get("PPDS_METRICS_PORT"))}
    assert set(ADDRESSED) < set(listening)
    jobs = {job["job_name"]: job for job in PROMETHEUS["scrape_configs"]}
    assert {name: job["static_configs"] for name, job in jobs.items()} == {
        name: [{"targets": [f"{name}:{port}"]}] for name, port in listening.items()
    }
    assert {job["metrics_path"] for job in jobs.values()} == {"/metrics"}
    (config,) = [part for part in CONTAINERS["prometheus"]["command"] if part.startswith("--config.file=")]
    mounted = f"./deploy/prometheus/prometheus.yml:{config.partition('=')[2]}:ro"
    assert mounted in CONTAINERS["prometheus"]["volumes"]
