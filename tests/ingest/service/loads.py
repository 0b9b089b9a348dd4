"""A load of records, and what it leaves in the database."""

from tests.ingest.service.builders import (
    rows,
)

CURRENT = {
    "notice": "notice_id, version, content_hash, procedure, content::text",
    "procedure": "id, key, content_hash, state, lead_body, tier",
    "lot": "procedure, lot_id, state, climate, evidence::text",
    "winner": "procedure, lot_id, tender_id",
    "identity_key": "key",
}


OUTSIDE = (
    *("notice", "notice_history", "procedure", "procedure_history", "lot", "lot_history", "winner"),
    *("winner_history", "identity_key", "change", "change_scope"),
)


def current(database: str) -> dict[str, list[tuple[object, ...]]]:
    """The content of every current table."""
    return {
        table: sorted(rows(database, f"select {columns} from procurement.{table}"), key=str)  # noqa: S608 - our own names
        for table, columns in CURRENT.items()
    }


def sizes(database: str) -> dict[str, int]:
    return {table: rows(database, f"select count(*) from procurement.{table}")[0][0] for table in OUTSIDE}  # noqa: S608
