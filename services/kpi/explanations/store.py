"""Which version of a reference list held on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class ListVersion:
    """A published version of a reference list, and from when until when it holds."""

    name: str
    version: str
    valid_from: date
    valid_until: date | None


def list_versions(connection: Connection, names: Sequence[str], *, first: date, last: date) -> list[ListVersion]:
    """The published versions of these lists that held on a day of the period; a list never published has none."""
    rows = connection.execute(
        text(
            "select distinct list, version, valid_from, valid_until from registry.list_entry"
            " where list = any(:names) and valid_from <= :last and coalesce(valid_until, :last) >= :first"
            " order by list, valid_from"
        ),
        {"names": list(names), "first": first, "last": last},
    )
    return [ListVersion(row.list, row.version, row.valid_from, row.valid_until) for row in rows]
