"""Published OCDS: the worked example through all stages, and releases made from notices in TED."""

from __future__ import annotations

import os
from collections import Counter
from decimal import Decimal
from pathlib import Path

import orjson
import pytest

from services.ingest.formats.ocds.merge import merge_releases
from services.ingest.formats.ocds.reader import read_line, release_notice
from services.ingest.formats.ocds.stream import read_raw, releases
from shared.procurement.notice import LotKind, Stage, winners
from tests.ingest.ocds.builders import Release


@pytest.fixture(scope="module")
def published() -> Path:
    data = os.environ.get("PPDS_TEST_DATA")
    if not data or not (Path(data) / "ocds").is_dir():
        pytest.skip("PPDS_TEST_DATA does not name a folder with published OCDS (ocds/)")
    return Path(data) / "ocds"


@pytest.fixture(scope="module")
def from_ted(published: Path) -> list[Release]:
    made = [orjson.loads(path.read_bytes()) for path in sorted((published / "releases-from-ted").glob("*.json"))]
    assert len(made) == 100
    return made


def example(published: Path, name: str) -> Release:
    made: Release = orjson.loads((published / "fictional-example" / name).read_bytes())
    return made


def test_the_stages_of_the_worked_example_merge_into_its_own_compiled_record(published: Path) -> None:
    stages = sorted((published / "fictional-example").glob("*-0[1-6]-*.json"), reverse=True)
    assert len(stages) == 6
    found = [orjson.loads(path.read_bytes())["releases"][0] for path in stages]
    [record] = example(published, "record/ocds-213czf-000-00001.json")["records"]
    assert merge_releases(found) == record["compiledRelease"]


def test_the_merged_example_reads_as_its_compiled_release_does(published: Path) -> None:
    stages = example(published, "ocds-213czf-000-00001.json")["releases"]
    [record] = example(published, "record/ocds-213czf-000-00001.json")["records"]
    notice, findings = release_notice(merge_releases(stages))
    assert (notice, findings) == release_notice(record["compiledRelease"])
    assert findings == []
    assert notice.stage is Stage.RESULT
    [winner] = winners(notice)
    assert winner.value is not None
    assert (winner.value.value, winner.value.currency) == (Decimal(11000000), "GBP")
    assert [lot.lot_id for lot in notice.lots] == ["LOT-0000"]
    assert notice.lots[0].cpv == "45233130"


@pytest.mark.parametrize("record", ["ocds-213czf-000-00001", "ocds-213czf-000-00001-withversions"])
def test_a_record_of_links_is_read_by_its_compiled_release(published: Path, record: str) -> None:
    with (published / "fictional-example" / "record" / f"{record}.json").open("rb") as stream:
        [parsed] = [read_raw(raw) for raw in releases(stream)]
    assert parsed.notice is not None
    assert parsed.notice.stage is Stage.RESULT


def test_all_releases_made_from_notices_are_accepted(from_ted: list[Release]) -> None:
    stages: Counter[Stage] = Counter()
    for made in from_ted:
        parsed = read_line(orjson.dumps(made), place="")
        assert parsed.notice is not None
        assert {finding.rule for finding in parsed.findings} <= {"OC-016", "OC-017", "OC-019", "OC-029"}
        stages[parsed.notice.stage] += 1
    assert stages == {Stage.CALL: 42, Stage.PLANNING: 28, Stage.RESULT: 24, Stage.MODIFICATION: 6}


def test_lots_results_winners_and_codes_are_those_a_plain_count_finds(from_ted: list[Release]) -> None:
    for made in from_ted:
        parsed = read_line(orjson.dumps(made), place="")
        assert parsed.notice is not None
        lots = made["tender"].get("lots", [])
        if lots:
            assert [lot.lot_id for lot in parsed.notice.lots if lot.kind is not LotKind.GROUP] == [
                lot["id"] for lot in lots
            ]
            goals = [each["goal"] for lot in lots for each in lot.get("sustainability", []) if "goal" in each]
            codes = [code for lot in parsed.notice.lots for code in lot.codes]
            assert [code.code for code in codes if code.term == "sustainability.goal"] == goals
        named = {lot["id"] for lot in lots}
        won = {
            (supplier["id"], lot)
            for award in made.get("awards", [])
            for supplier in award.get("suppliers", [])
            for lot in (stated if stated in named else "" for stated in award["relatedLots"])
        }
        assert {(ref, tender.lot_id) for tender in winners(parsed.notice) for ref in tender.tenderers} == won


def test_no_contact_of_a_published_release_is_kept(from_ted: list[Release]) -> None:
    for made in from_ted:
        contacts = [party["contactPoint"] for party in made["parties"] if "contactPoint" in party]
        kept = read_line(orjson.dumps(made), place="").kept.decode()
        assert "@" not in kept
        for contact in contacts:
            for key in ("email", "telephone"):
                assert contact.get(key, "@") not in kept
