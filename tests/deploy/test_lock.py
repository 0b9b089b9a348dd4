"""The lock file: names and versions, and nothing that belongs to one machine."""

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from tools.lock import BROWSER, LINTER, declared, faults, locked, normalised, pinned

ROOT = Path(__file__).resolve().parents[2]


def test_the_lock_file_of_this_checkout_is_complete_and_plain() -> None:
    assert faults(ROOT) == []


def test_this_environment_has_the_versions_of_the_lock_file() -> None:
    locked_versions = pinned((ROOT / "requirements.lock").read_text())
    asked = declared(tomllib.loads((ROOT / "pyproject.toml").read_text()))
    assert {name: version(name) for name in asked} == {name: locked_versions[name] for name in asked}


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example.org/simple",
        "--find-links /opt/wheels",
        "ppds @ file:///home/somebody/ppds",
        "-e .",
        "fastapi>=0.100",
        "fastapi",
        "fastapi==1.0 --hash=sha256:00",
        "https://packages.example.org/fastapi.whl",
    ],
)
def test_anything_but_a_name_and_a_version_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        pinned(f"# heading\n{line}\n")


def test_a_package_that_is_asked_for_and_not_pinned_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["Alpha.Beta>=1"]\n[project.optional-dependencies]\ndev = ["gamma[x]>=2"]\n'
    )
    (tmp_path / "requirements.lock").write_text("alpha_beta==1.0\n")
    assert faults(tmp_path) == ["requirements.lock lacks gamma, which pyproject.toml asks for."]


@pytest.mark.parametrize("place", [LINTER, BROWSER])
def test_a_lock_of_npm_with_addresses_of_an_index_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "requirements.lock").write_text("alpha==1.0\n")
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_text('{"packages": {"node_modules/a": {"resolved": "https://index.example/a.tgz"}}}')

    assert faults(tmp_path) == [
        f"{place} holds addresses of a package index; write it with --omit-lockfile-registry-resolved."
    ]


def test_names_are_compared_as_package_indexes_do() -> None:
    assert normalised("Prometheus_Client") == normalised("prometheus.client") == "prometheus-client"


def test_the_own_package_and_the_installer_stay_out() -> None:
    assert pinned(locked([])) == {}
