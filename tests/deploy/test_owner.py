"""On which database a local command works: the one that is named, else the one that runs on this machine."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from client.errors import WrongUse
from deploy.embedded import embedded_server
from deploy.machine import default_data_dir
from deploy.owner import owner_url
from tests.conftest import server_folder


def test_a_database_that_is_named_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PPDS_DATABASE_URL", "postgresql+psycopg://owner@database.example.org/ppds")
    assert owner_url() == "postgresql+psycopg://owner@database.example.org/ppds"


def test_without_one_it_is_the_database_that_runs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PPDS_DATABASE_URL", raising=False)
    with server_folder() as folder:
        monkeypatch.setenv("PPDS_DATA_DIR", str(folder))
        assert default_data_dir() == folder
        with embedded_server(folder):
            engine = create_engine(owner_url(), poolclass=NullPool)
            with engine.connect() as connection:
                assert connection.scalar(text("select current_database()")) == "ppds"
            engine.dispose()
        with pytest.raises(WrongUse, match="ppds up"):
            owner_url()


def test_where_nothing_ever_ran_the_command_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PPDS_DATABASE_URL", raising=False)
    monkeypatch.setenv("PPDS_DATA_DIR", str(tmp_path / "nothing-here"))
    with pytest.raises(WrongUse, match=r"nothing-here.*PPDS_DATA_DIR.*PPDS_DATABASE_URL"):
        owner_url()
