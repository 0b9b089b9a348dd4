"""The real documents of the conformance tests, and the ways in which a sender may pack them."""

import io
import json
import os
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

REGISTRATIONS = frozenset({"X01_EEIG.xml", "X02_registration.xml"})


def real_data() -> Path:
    """The folder of real documents; skips the test without it."""
    root = os.environ.get("PPDS_TEST_DATA")
    if root is None:
        pytest.skip("PPDS_TEST_DATA does not say where the real documents are")
    return Path(root)


def notices(folder: str) -> dict[str, bytes]:
    """Real notices (`notices`) or the examples of the SDK (`sdk-examples`) by file name."""
    found = {path.name: path.read_bytes() for path in sorted((real_data() / "eforms" / folder).glob("*.xml"))}
    assert found, f"no notices in {folder}"
    return found


def releases_from_notices() -> list[dict[str, Any]]:
    """The OCDS releases made from real notices."""
    folder = real_data() / "ocds" / "releases-from-ted"
    found = []
    for path in sorted(folder.glob("*.json")):
        read = json.loads(path.read_bytes())
        found += read.get("releases", [read])
    return found


def worked_example() -> Path:
    """The folder of the worked OCDS example: its release packages in order, and its record."""
    return real_data() / "ocds" / "fictional-example"


def package(releases: list[dict[str, Any]]) -> bytes:
    """A release package."""
    return json.dumps(
        {
            "uri": "https://voorbeeld.example/package",
            "version": "1.1",
            "publishedDate": "2025-01-01T00:00:00Z",
            "publisher": {"name": "Voorbeeld"},
            "releases": releases,
        }
    ).encode()


def lines(releases: list[dict[str, Any]]) -> bytes:
    """Newline-delimited releases."""
    return b"".join(json.dumps(release).encode() + b"\n" for release in releases)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of these files; the same files give the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def tarred(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return made.getvalue()
