"""A figure is walked down to the bytes it was read from, and back up, over HTTP and by links alone."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from demo import write
from deploy.embedded import role_url
from deploy.local_registry import LocalRegistry
from tests.flow.house import House, house_on
from tests.flow.sending_the_year import own_senders, send, send_own_records, send_supplements, state_own_themes
from tests.flow.walking import walk
from tests.oracle.card import every_card

PART = ("eforms/2025-01.zip", "eforms/2025-02.zip", "eforms/2025-03.zip", "ocds/pakket-001.json")
YEAR = {"from": "2024-10", "until": "2026-03", "granularity": "month", "limit": "5000"}


@pytest.fixture(scope="module")
def house(database_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A part of the demo's year, with what bodies say of their procedures and keep themselves."""
    folder: Path = tmp_path_factory.mktemp("demo-year")
    ledger = write(folder, packed=True)
    with house_on(database_module) as running:
        registry = LocalRegistry(role_url(database_module, "ppds_registry"))
        assert registry.import_parties(folder / "parties.csv", demo=True).refused == 0
        state_own_themes(running)
        send(running, folder, replace(ledger, files=tuple(each for each in ledger.files if str(each.path) in PART)))
        send_supplements(own_senders(running, ledger), folder, ledger)
        send_own_records(running, folder)
        running.settle(seconds=120)
        yield running


def test_a_value_of_any_indicator_is_walked_to_the_bytes_and_back_up_by_links_alone(house: House) -> None:
    chance = random.Random(20261203)  # noqa: S311 - the same values in every run
    facts_walked: set[str] = set()
    for code, card in every_card().items():
        grouped = ",".join(dict.fromkeys(("organisation", *card.required)))
        answer = house.values(code, groupBy=grouped, **YEAR)
        counted = [row for row in answer["rows"] if row["counts"] and any(row["counts"]["in"].values())]
        if counted:
            facts_walked.add(walk(house, chance.choice(counted), code, chance=chance))
    assert facts_walked >= {"procedure", "lot", "theme_use", "winner", "contract", "commitment", "observation"}
    assert facts_walked >= {"registration", "measurement", "programme_record"}
