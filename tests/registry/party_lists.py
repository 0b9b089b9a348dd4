"""Importing lists of organisations, and what the register has after it."""

import csv
import io
from collections.abc import Mapping
from datetime import date

from sqlalchemy import text

from services.registry.party_lists.operations import ImportReport, import_parties
from tests.registry.builders import session_on

JANUARY, JUNE = date(2026, 1, 1), date(2026, 6, 1)
GM = "https://identifier.overheid.nl/tooi/id/gemeente/gm9998"


def load(database: str, content: bytes, *, on: date = JANUARY, **how: bool) -> ImportReport:
    with session_on(database) as session:
        return import_parties(session, content, actor="test", source="test list", on=on, **how)


def listed(*rows: Mapping[str, str]) -> bytes:
    """A list with the columns that its rows have."""
    text_out = io.StringIO()
    columns = dict.fromkeys(column for row in rows for column in row)
    writer = csv.DictWriter(text_out, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text_out.getvalue().encode()


def name_of(database: str, uri: str) -> str:
    with session_on(database) as session:
        statement = text("select name from registry.party_current where party = :uri")
        return str(session.execute(statement, {"uri": uri}).scalar_one())


def holders(database: str, value: str) -> list[str]:
    with session_on(database) as session:
        statement = text("select party from registry.party_identifier_current where value = :value")
        return list(session.scalars(statement, {"value": value}))
