"""What the outside judges read: their rules, beside the folder that `PPDS_TEST_DATA` names."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def rules() -> Path:
    """The folder with the ruleset of the NL API Design Rules and the shapes of DCAT-AP-NL."""
    data = os.environ.get("PPDS_TEST_DATA")
    folder = None if data is None else Path(data).parent / "judges"
    if folder is None or not folder.is_dir():
        pytest.skip("PPDS_TEST_DATA names no folder that has the outside judges beside it")
    return folder
