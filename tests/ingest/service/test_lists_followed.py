"""A new version of a reference list reaches what was sent before, and only what it reads otherwise is written."""

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from tests.ingest.service.builders import (
    Sender,
    beta,
    execute,
    ingest_on,
    ndjson,
    release,
    rows,
    work_off,
    workers_on,
)
from tests.services import eventually

CLEANING, PAINTING = "90910000", "44800000"
CLEANING_AS_CATERING = {"cpv_prefix": "9091", "chain": "catering", "quality": "A", "reason": ""}


def published(database: str, name: str, version: str, since: date, entries: Sequence[Mapping[str, str]]) -> None:
    """What publishing writes: the version, its rows, and the change that names its list."""
    execute(
        database,
        "insert into registry.list (name, nl, en) values (%s, %s, %s) on conflict do nothing",
        [name, name, name],
    )
    execute(
        database,
        """
        with made as (
            insert into registry.list_version (list, version, status, source, note, columns, proposed_by)
            values (%s, %s, 'concept', 'test', '', %s, 'registry') returning id
        )
        insert into registry.list_row (version_id, ordinal, entry)
        select made.id, one.ordinal, one.entry from made, jsonb_array_elements(%s::jsonb) with ordinality
            as one (entry, ordinal)
        """,
        [name, version, list(entries[0]), json.dumps(list(entries))],
    )
    execute(
        database,
        """
        with made as (
            update registry.list_version
            set state = 'published', valid_from = %s, decided_by = 'registry', decided_at = now()
            where list = %s and version = %s
        ), changed as (
            insert into registry.change (position, recorded_at, cause)
            values (nextval('registry.change_position'), now(), 'test') returning id
        )
        insert into registry.change_list (change, list) select id, %s from changed
        """,
        [since, name, version, name],
    )


def followed(database: str) -> None:
    """Let workers follow the register to its end."""
    done = "select 1 from ingest.register_applied where position = (select max(position) from registry.change)"
    with workers_on(database, number=2):
        eventually(lambda: bool(rows(database, done)))


def bought(number: int, cpv: str, *, month: int = 3) -> dict[str, object]:
    tender = {
        "id": f"T-{number:06}",
        "title": "Voorbeeldopdracht",
        "status": "active",
        "mainProcurementCategory": "services",
        "lots": [{"id": "LOT-0001", "title": "Perceel 1", "status": "active"}],
        "items": [{"id": "1", "classification": {"scheme": "CPV", "id": cpv}, "relatedLot": "LOT-0001"}],
    }
    return release(number, date=f"2026-{month:02}-01T09:00:00Z", tender=tender)


def chains(database: str) -> list[tuple[str | None, int]]:
    return rows(database, "select product_chain, count(*) from procurement.lot group by 1 order by 1")


def test_only_procedures_that_read_otherwise_are_written(database: str) -> None:
    with ingest_on(database) as http:
        harvester = Sender(http, beta(database), any_buyer=True)
        sent = [bought(number, CLEANING if number % 2 else PAINTING, month=1 + number % 10) for number in range(450)]
        harvester.sent(ndjson(sent))
        work_off(database)
        before = chains(database)
        assert before == [("schoonmaak", 225), (None, 225)]
        changes = rows(database, "select count(*) from procurement.change")

        same = [CLEANING_AS_CATERING | {"chain": "schoonmaak"}]
        published(database, "cpv-chains", "1", date(2026, 1, 1), same)
        followed(database)
        assert chains(database) == before
        assert rows(database, "select count(*) from procurement.change") == changes
        assert rows(database, "select count(*) from procurement.procedure_history") == [(0,)]

        published(database, "cpv-chains", "2", date(2026, 6, 1), [CLEANING_AS_CATERING])
        followed(database)
        # Cleaning has the odd numbers, launched in the months 2, 4, 6, 8 and 10: three of the five lie after the turn.
        assert chains(database) == [("catering", 135), ("schoonmaak", 90), (None, 225)]
        assert rows(database, "select count(*) from procurement.procedure_history") == [(135,)]


def test_a_list_by_which_no_notice_is_read_makes_nothing_be_looked_at(database: str) -> None:
    with ingest_on(database) as http:
        Sender(http, beta(database), any_buyer=True).sent(ndjson([bought(1, CLEANING)]))
        work_off(database)
        published(database, "tiers", "2", date(2026, 6, 1), [{"code": "x"}])
        followed(database)
    assert chains(database) == [("schoonmaak", 1)]


def test_a_long_lived_worker_reads_by_a_new_version_at_its_next_batch(database: str) -> None:
    with ingest_on(database) as http, workers_on(database):
        harvester = Sender(http, beta(database), any_buyer=True)
        harvester.sent(ndjson([bought(1, CLEANING)]))
        eventually(lambda: chains(database) == [("schoonmaak", 1)])
        published(database, "cpv-chains", "2", date(2026, 1, 1), [CLEANING_AS_CATERING])
        harvester.sent(ndjson([bought(2, CLEANING)]))
        eventually(lambda: chains(database) == [("catering", 2)])


def test_a_version_that_cannot_be_read_is_not_followed_and_notices_are_still_taken_in(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    with ingest_on(database) as http, caplog.at_level(logging.ERROR):
        published(database, "cpv-chains", "2", date(2026, 1, 1), [CLEANING_AS_CATERING | {"quality": "Z"}])
        Sender(http, beta(database), any_buyer=True).sent(ndjson([bought(1, CLEANING)]))
        work_off(database)
    assert chains(database) == [("schoonmaak", 1)]
    [logged] = {str(record.__dict__["fields"]) for record in caplog.records if "reference list" in record.message}
    assert "cpv-chains" in logged
    assert "'Z'" in logged
