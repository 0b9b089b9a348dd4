"""Our own samples: one procurement in every shape that is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.ingest.formats.ocds.stream import read_raw, releases
from shared.procurement.notice import Stage

SAMPLES = Path(__file__).parents[2] / "samples" / "ocds"


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("release-package.json", [Stage.CALL, Stage.RESULT]),
        ("record-package.json", [Stage.CALL, Stage.RESULT]),
        ("releases.jsonl", [Stage.CALL, Stage.RESULT]),
        ("release.json", [Stage.RESULT]),
    ],
)
def test_a_sample_is_read_without_findings(name: str, stages: list[Stage]) -> None:
    with (SAMPLES / name).open("rb") as stream:
        read = [read_raw(raw) for raw in releases(stream)]
    assert [parsed.notice and parsed.notice.stage for parsed in read] == stages
    assert [parsed.findings for parsed in read] == [()] * len(stages)
