"""What people write to the registry is kept without contacts, by the same rule as notices; or it is refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter
from sqlalchemy import text

from services.registry.clients.schemas import Label
from services.registry.lists.schemas import Note, Sentence
from services.registry.mandates.schemas import Basis
from services.registry.parties.schemas.facts import SourceText
from services.registry.personal_data import names_a_person
from services.registry.terms.schemas import ShortText
from shared.free_text import WrittenReason
from tests.contacts import CONTACTS, SECRET
from tests.registry.builders import BZK, person_headers, registry_on, session_on

SPELLINGS = list(CONTACTS)


@pytest.fixture(scope="module")
def registry(database_module: str) -> Iterator[TestClient]:
    with registry_on(database_module) as http:
        yield http


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_contact_in_the_reason_of_an_objection_is_kept_nowhere(
    registry: TestClient, database_module: str, spelling: str
) -> None:
    year = 2020 + SPELLINGS.index(spelling)  # objections of one party may not overlap
    body = {"party": BZK, "validFrom": f"{year}-01-01", "validUntil": f"{year}-02-01"}
    headers = person_headers("registry:parties")
    sent = {**body, "reason": f"Bezwaar, bel {CONTACTS[spelling]} voor meer"}
    answer = registry.post("/v1/objections", json=sent, headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.json()["reason"].startswith("Bezwaar, bel ")
    assert "[verwijderd]" in answer.json()["reason"]
    assert SECRET[spelling] not in everything_in(database_module)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(
    "kind",
    [WrittenReason, SourceText, Basis, Label, Note, Sentence, ShortText],
    ids=["reason", "source", "basis", "label", "note", "sentence", "short-text"],
)
def test_a_contact_in_any_free_text_is_taken_out(kind: Any, spelling: str) -> None:  # noqa: ANN401 - a type
    kept: str = TypeAdapter(kind).validate_python(f"Volgens {CONTACTS[spelling]} gemeld")
    assert SECRET[spelling] not in kept
    assert kept.startswith("Volgens ")
    assert kept.endswith(" gemeld")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_contact_counts_as_naming_a_person_where_that_is_refused(spelling: str) -> None:
    assert names_a_person(f"Vragen aan {CONTACTS[spelling]}")


def everything_in(database: str) -> str:
    """Every row of every table of the registry, as text."""
    with session_on(database) as session:
        tables = session.scalars(
            text("select table_name from information_schema.tables where table_schema = 'registry'")
        ).all()
        assert "objection" in tables
        rows = [
            session.scalar(text(f"select coalesce(string_agg(to_jsonb(t)::text, ' '), '') from registry.{name} t"))  # noqa: S608
            for name in tables
        ]
    return " ".join(str(row) for row in rows)
