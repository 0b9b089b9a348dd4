"""Settings come from the environment, are complete, and keep their secrets."""

import pytest
from pydantic import ValidationError

from shared.settings import ServiceSettings

DATABASE = "postgresql+psycopg://role:planted@db/ppds"


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPDS_DATABASE_URL", DATABASE)
    monkeypatch.setenv("PPDS_KPI_URL", "https://kpi.example.org/")
    monkeypatch.setenv("PPDS_SOMETHING_ELSE", "ignored")
    settings = ServiceSettings()
    assert settings.database_url == DATABASE
    assert settings.base_url("kpi") == "https://kpi.example.org"
    assert settings.base_url("ingest") == "http://127.0.0.1:8002"


def test_the_registry_is_the_issuer_unless_another_is_named() -> None:
    assert ServiceSettings(database_url=DATABASE).issuer == "http://127.0.0.1:8001"
    assert ServiceSettings(database_url=DATABASE, registry_url="http://r:1/").issuer == "http://r:1"
    assert ServiceSettings(database_url=DATABASE, issuer="https://login.example.org").issuer.startswith("https://login")


def test_a_process_without_a_database_says_which_setting_it_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PPDS_DATABASE_URL", raising=False)
    with pytest.raises(ValidationError, match="database_url"):
        ServiceSettings()


@pytest.mark.parametrize("address", ["ftp://x", "x", "http://x?y", "http://x y", "http://x#y"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        ServiceSettings(database_url=DATABASE, kpi_url=address)


def test_in_production_every_address_must_be_https() -> None:
    with pytest.raises(ValidationError, match=r"must be https.*http://127\.0\.0\.1:8003"):
        ServiceSettings(database_url=DATABASE, environment="production")
    secure = {f"{name}_url": f"https://{name}.example.org" for name in ("registry", "ingest", "kpi")}
    assert ServiceSettings(database_url=DATABASE, environment="production", **secure).environment == "production"  # type: ignore[arg-type]


def test_the_address_of_the_database_is_not_shown() -> None:
    assert "planted" not in repr(ServiceSettings(database_url=DATABASE))
