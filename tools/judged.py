"""What outside judges judge, and whether it changed since they last had no word against it.

The descriptions of the three services (OpenAPI) and the catalogue (DCAT), as a data space behind https gives them.
`make check` asks the judges again only when one of these, or what the judges stand on, is not what it was.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Final

from rdflib import Graph

from services.registry.catalogue.rules.contents import ReferenceList, Words
from services.registry.catalogue.rules.rdf import Operator, catalogue
from shared.http.app import description_of
from shared.reference.lists import reference_lists
from tools.reference.endpoints import ADDRESSES, described_apps

ROOT: Final = Path(__file__).resolve().parent.parent
SPECTRAL: Final = ROOT / ".venv/spectral/node_modules/@stoplight/spectral-cli/dist/index.js"
"""The linter, where `make judges` puts it."""

_STAMP: Final = ROOT / ".venv/.ppds-judged"
_JUDGES: Final = ("tests/judges", "requirements.lock", "Makefile")


def described_catalogue() -> Graph:
    """The catalogue with every built-in list."""
    operator = Operator(
        **ADDRESSES,
        publisher="https://identifier.overheid.nl/tooi/id/ministerie/mnre1034",
        publisher_name="Voorbeeldministerie",
        contact_name="Beheer",
        contact_url="https://ppds.example.org/contact",
        contact_email="beheer@ppds.example.org",
    )
    return catalogue(operator, [ReferenceList(each.name, Words(each.nl, each.en)) for each in reference_lists()])


def fingerprint() -> str:
    """Of everything that is judged and of the judges themselves."""
    digest = hashlib.sha256()
    for service, app in described_apps().items():
        digest.update(json.dumps([service, description_of(app)], sort_keys=True).encode())
    digest.update("\n".join(sorted(described_catalogue().serialize(format="nt").splitlines())).encode())
    for name in _JUDGES:
        path = ROOT / name
        within = (each for each in path.rglob("*") if each.suffix in (".py", ".toml", ".json"))
        for file in sorted(within) if path.is_dir() else [path]:
            digest.update(file.read_bytes())
    digest.update(f"{os.environ.get('PPDS_TEST_DATA')} {SPECTRAL.exists()}".encode())
    return digest.hexdigest()


def main() -> None:
    """`note`: remember that the judges had no word against this. `unchanged`: end with 1 unless they judged it."""
    if sys.argv[1:] == ["note"]:
        _STAMP.write_text(fingerprint(), encoding="utf-8")
    elif not _STAMP.exists() or _STAMP.read_text(encoding="utf-8") != fingerprint():
        sys.exit(1)
    else:
        sys.stdout.write("The outside judges judged just this already; `make judges` asks them again.\n")


if __name__ == "__main__":
    main()
