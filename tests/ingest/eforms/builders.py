"""Notices to read: small samples of our own, and the real ones that PPDS_TEST_DATA points to."""

import os
from pathlib import Path

import pytest
from lxml import etree

from services.ingest.formats.eforms.markup.xpath import NAMESPACES
from services.ingest.formats.eforms.reader import read
from services.ingest.formats.parsed import Limits, Parsed
from shared.procurement.notice import Notice

SAMPLES = Path(__file__).parents[2] / "samples" / "eforms"
LIMITS = Limits()


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.xml").read_bytes()


def changed(name: str, *replacements: tuple[str, str]) -> bytes:
    """A sample with some of its text replaced; each text must occur, and is replaced once."""
    text = sample(name).decode()
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def parsed(body: bytes) -> Parsed:
    return read(body, limits=LIMITS)


def notice(body: bytes) -> Notice:
    result = parsed(body)
    assert result.notice is not None, result.findings
    return result.notice


def rules(body: bytes) -> list[str]:
    return [finding.rule for finding in parsed(body).findings]


def real_files(folder: str) -> list[Path]:
    """The real notices (`notices`) or the examples of the SDK (`sdk-examples`); skips the test without them."""
    root = os.environ.get("PPDS_TEST_DATA")
    if root is None:
        pytest.skip("PPDS_TEST_DATA does not say where the real notices are")
    files = sorted((Path(root) / "eforms" / folder).glob("*.xml"))
    assert files, f"no notices in {root}/eforms/{folder}"
    return files


def texts(root: etree._Element, path: str) -> list[str]:
    """Texts of the elements (or attributes) that an XPath finds, with the prefixes of eForms."""
    elements = root.xpath(path, namespaces=NAMESPACES)
    assert isinstance(elements, list)
    return [(item.text or "").strip() if isinstance(item, etree._Element) else str(item) for item in elements]
