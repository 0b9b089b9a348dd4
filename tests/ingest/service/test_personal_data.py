"""Contacts of people appear in no table, whatever was planted and however it was sent."""

import json

import psycopg
from psycopg import sql

from tests.ingest.service.builders import LINES, Sender, alpha, ingest_on, ndjson, plain, release, work_off

PLANTED = ("Geheimina Planteerdam", "geheimina@planteerdam.example", "+31 6 11 22 33 44", "0611223344")


def with_contacts(number: int) -> dict[str, object]:
    name, mail, telephone, plain_number = PLANTED
    sent = release(number)
    point = {"name": name, "email": mail, "telephone": telephone, "faxNumber": plain_number}
    parties = sent["parties"]
    assert isinstance(parties, list)
    parties[0]["contactPoint"] = point
    parties[0]["additionalContactPoints"] = [point]
    tender = sent["tender"]
    assert isinstance(tender, dict)
    tender["contactPoint"] = point
    tender["procuringEntity"] = {"id": "b1", "contactPoint": point}
    return sent


def occurrences(database: str, needle: str) -> list[str]:
    """Tables of which a row, written as text, holds this; compressed bytes are looked into over the API."""
    found = []
    with psycopg.connect(plain(database), autocommit=True) as connection:
        tables = connection.execute(
            "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            query = sql.SQL("select count(*) from {} as t where t::text ilike %s").format(sql.Identifier(schema, table))
            row = connection.execute(query, [f"%{needle}%"]).fetchone()
            if row and row[0]:
                found.append(f"{schema}.{table}")
    return found


def test_planted_contacts_are_in_no_table_and_in_no_answer(database: str) -> None:
    body = ndjson([with_contacts(1)]) + json.dumps(with_contacts(2))[:-40].encode() + b"\n"
    with ingest_on(database) as http:
        sender = Sender(http, alpha(database))
        submission = sender.sent(body, LINES)
        work_off(database)
        assert sender.report(submission)["counts"]["accepted"] == 1
        answers = "".join(
            sender.get(path).text
            for path in (
                f"/submissions/{submission}/payload",
                f"/submissions/{submission}/findings",
                f"/submissions/{submission}/records",
                "/procedures",
            )
        )
    for needle in PLANTED:
        assert occurrences(database, needle) == []
        assert needle.lower() not in answers.lower()
    assert occurrences(database, "ocds-voorbeeld-000001")
