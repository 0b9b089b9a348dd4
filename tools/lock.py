"""The lock file: every package of the environment at one version, readable on any machine.

It holds names and versions only. Addresses of package indexes and paths belong to the machine that installs, and
hashes would bind it to the wheels of one platform.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Final

HEADING: Final = "# Every package of the environment at one version. Written by `make lock`; see CONTRIBUTING.md."
LINTER: Final = "tests/judges/spectral/package-lock.json"
BROWSER: Final = "tests/browser/package-lock.json"
_PINNED: Final = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[A-Za-z0-9.!+_-]+)")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_OWN: Final = "ppds"
_INSTALLERS: Final = frozenset({"pip"})


def pinned(text: str) -> dict[str, str]:
    """Version by normalised name.

    Raises:
        ValueError: a line that is no plain `name==version`; an index address, a path or a hash is none.
    """
    pins: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _PINNED.fullmatch(line.strip())
        if match is None:
            raise ValueError(f"requirements.lock line {number} is not a plain name==version: {line!r}.")
        pins[normalised(match["name"])] = match["version"]
    return pins


def declared(pyproject: Mapping[str, object]) -> set[str]:
    """Normalised names of all packages that pyproject.toml asks for, the development ones included."""
    project = pyproject["project"]
    if not isinstance(project, Mapping):
        raise TypeError("pyproject.toml has no table [project].")
    asked: list[str] = [*project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        asked += extra
    return {normalised(match[0]) for text in asked if (match := _NAME.match(text))}


def locked(installed: Iterable[Distribution]) -> str:
    """The lock file of what is installed, our own package and the installer left out."""
    versions = {normalised(package.name): (package.name, package.version) for package in installed}
    lines = [
        f"{name}=={version}" for key, (name, version) in sorted(versions.items()) if key not in {_OWN, *_INSTALLERS}
    ]
    return "\n".join([HEADING, *lines, ""])


def normalised(name: str) -> str:
    """The name as package indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def faults(root: Path) -> list[str]:
    """What is wrong with the lock file of this checkout; nothing when all is well."""
    try:
        versions = pinned((root / "requirements.lock").read_text(encoding="utf-8"))
    except ValueError as error:
        return [str(error)]
    for place in (LINTER, BROWSER):
        lock = root / place
        if lock.exists() and '"resolved"' in lock.read_text(encoding="utf-8"):
            return [f"{place} holds addresses of a package index; write it with --omit-lockfile-registry-resolved."]
    asked = declared(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8")))
    return [f"requirements.lock lacks {name}, which pyproject.toml asks for." for name in sorted(asked - set(versions))]


def main() -> None:
    """Write the lock file of the environment that runs this."""
    path = Path("requirements.lock")
    path.write_text(locked(distributions()), encoding="utf-8")
    sys.stdout.write(f"{path}: {len(pinned(path.read_text(encoding='utf-8')))} packages\n")


if __name__ == "__main__":
    main()
