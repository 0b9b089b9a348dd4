"""The official linter of the NL API Design Rules on the descriptions of the three services."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from shared.http.app import description_of
from tools.judged import SPECTRAL
from tools.reference.endpoints import described_apps


@pytest.fixture(scope="module")
def spectral() -> Path:
    if not SPECTRAL.exists():
        reason = f"{SPECTRAL} is missing: `make judges` installs it, with npm"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return SPECTRAL


@pytest.mark.parametrize("service", ["registry", "ingest", "kpi"])
def test_the_linter_has_no_word_against_a_description(
    service: str, rules: Path, spectral: Path, tmp_path: Path
) -> None:
    document = tmp_path / f"{service}.json"
    document.write_text(json.dumps(description_of(described_apps()[service])), encoding="utf-8")
    node = shutil.which("node")
    assert node is not None, "Spectral runs on Node.js, which is missing"

    judged = subprocess.run(
        [node, spectral, "lint", "--fail-severity=hint", "--ruleset", rules / "api-design-rules-linter.yaml", document],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert "No results" in judged.stdout
