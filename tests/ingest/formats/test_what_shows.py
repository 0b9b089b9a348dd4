"""Text that people see of what was sent: what does not show is left out and said, in every format; nothing is lost."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from services.ingest.formats.eforms.reader import read
from services.ingest.formats.ocds.reader import read_line
from services.ingest.formats.own_records.reading import read_record
from services.ingest.formats.parsed import Limits, Parsed
from shared.procurement.erased import NOBODY
from shared.procurement.finding import Finding
from shared.shown_text import unprintable
from tests.ingest.eforms.builders import changed
from tests.ingest.ocds.builders import release
from tests.ingest.own_records.records import registration

BODY = "Voorbeeldgemeente Fictiedam"
HIDDEN = ("\x9b", "\u202e", "\x85", "\u2028", "\u200b", "\ue000")


def texts(value: object) -> list[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    return [text for each in value for text in texts(each)] if isinstance(value, list | tuple) else []


def of_eforms(character: str) -> Parsed:
    name = f"Gemeente{character} Gekaapt"
    return read(changed("call", (BODY, name), ("EIGEN-2026-1", f"EIGEN{character}-2026-1")), limits=Limits())


def of_ocds(character: str) -> Parsed:
    name = f"Gemeente{character} Gekaapt"
    made: dict[str, Any] = release()
    made["tender"]["title"] = name
    made["tag"] = ["tender", f"x{character}"]
    made["id"] = f"r{character}1"
    for party in made["parties"]:
        party["name"] = name
    return read_line(json.dumps(made, ensure_ascii=False).encode(), place="line 1", limits=Limits())


@pytest.mark.parametrize("character", HIDDEN)
@pytest.mark.parametrize(("read_with", "rule"), [(of_eforms, "EF-045"), (of_ocds, "OC-041")])
def test_a_notice_holds_only_what_shows_and_says_where_it_did_not(
    read_with: Callable[[str], Parsed], rule: str, character: str
) -> None:
    parsed = read_with(character)

    assert parsed.notice is not None
    shown = texts(asdict(parsed.notice))
    assert [text for text in shown if unprintable(text)] == []
    assert any(" ".join(text.split()) == "Gemeente Gekaapt" for text in shown)
    found: list[Finding] = [finding for finding in parsed.findings if finding.rule == rule]
    assert len(found) > 1
    assert all(finding.location.startswith("/") for finding in found)
    assert f"Gemeente[U+{ord(character):04X}] Gekaapt" in {finding.value for finding in found}
    assert [text for finding in parsed.findings for text in texts(finding.row) if unprintable(text)] == []
    assert character in parsed.kept.decode()


@pytest.mark.parametrize("character", HIDDEN)
def test_a_body_corrects_its_own_record_that_holds_what_does_not_show(character: str) -> None:
    stated = registration(1, title=f"Bank{character}jes")
    parsed = read_record(stated, place="/", limits=Limits(), erased=NOBODY)

    assert parsed.own is None
    [finding] = [finding for finding in parsed.findings if finding.rule == "REC-018"]
    assert (finding.location, finding.value) == ("/title", f"Bank[U+{ord(character):04X}]jes")
