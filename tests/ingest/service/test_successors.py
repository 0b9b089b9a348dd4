"""A body that took over another goes on with its procedures, whatever came first; nobody else does."""

from collections.abc import Callable
from itertools import permutations

import pytest

from tests.ingest.service.builders import (
    OIN_OF_BETA,
    Sender,
    alpha,
    beta,
    execute,
    harvester,
    ingest_on,
    ndjson,
    release,
    rows,
    work_off,
    workers_on,
)
from tests.ingest.service.test_register_following import changed_in_the_register
from tests.services import eventually

PROCEDURES = """
    select key, lead_body, (select count(*) from procurement.notice n where n.procedure = p.id)
    from procurement.procedure p order by key
"""
FOLLOWED = "select 1 from ingest.register_applied where position = (select max(position) from registry.change)"
RECORD = """
    with event as (
        insert into registry.succession_event (kind, effective_on, source, recorded_by)
        values (%s, '2025-06-01', 'a fictitious law', 'test') returning id
    )
    insert into registry.succession_party (event_id, role, party_id)
    select event.id, stated.role, party.id
    from event, (values ('predecessor', %s), ('successor', %s)) stated (role, uri)
    join registry.party on party.uri = stated.uri
"""


def went_over(database: str, predecessor: str, successor: str, *, kind: str = "renaming") -> None:
    execute(database, RECORD, [kind, predecessor, successor])
    for party in (predecessor, successor):
        changed_in_the_register(database, party)
    with workers_on(database):
        eventually(lambda: bool(rows(database, FOLLOWED)))


CALL = release(1)
AWARD = release(1, oin=OIN_OF_BETA, tag="award", ident="000001-award")


@pytest.mark.parametrize("order", list(permutations(("call", "award", "succession"))))
def test_the_end_is_one_procedure_whatever_came_first(database: str, order: tuple[str, ...]) -> None:
    gone, goes_on = alpha(database), beta(database)
    with ingest_on(database) as http:
        acts: dict[str, Callable[[], object]] = {
            "call": lambda: Sender(http, gone).sent(ndjson([CALL])),
            "award": lambda: Sender(http, goes_on, client="client-2").sent(ndjson([AWARD])),
            "succession": lambda: went_over(database, gone, goes_on),
        }
        for act in order:
            acts[act]()
            work_off(database)
    [(key, lead, notices)] = rows(database, PROCEDURES)
    assert key.endswith(f"|{gone}")
    assert (lead, notices) == (gone, 2)


def test_a_successor_sends_what_still_names_the_predecessor(database: str) -> None:
    gone, goes_on = alpha(database), beta(database)
    with ingest_on(database) as http:
        sender = Sender(http, goes_on)
        early = sender.sent(ndjson([CALL]))
        work_off(database)
        assert sender.report(early)["counts"]["refused"] == 1
        went_over(database, gone, goes_on)
        late = sender.sent(ndjson([release(1, title="Opnieuw verzonden")]))
        work_off(database)
        assert sender.report(late)["counts"]["accepted"] == 1
        [notice] = sender.items("/notices")
        assert notice["standing"] == "own"
    assert [row[1] for row in rows(database, PROCEDURES)] == [gone]


def test_of_a_split_nobody_speaks_by_itself(database: str) -> None:
    gone, goes_on = alpha(database), beta(database)
    with ingest_on(database) as http:
        Sender(http, gone).sent(ndjson([CALL]))
        Sender(http, goes_on, client="client-2").sent(ndjson([AWARD]))
        work_off(database)
        went_over(database, gone, goes_on, kind="split")
    assert len(rows(database, PROCEDURES)) == 2


def test_a_third_body_takes_no_part_in_what_a_successor_goes_on_with(database: str) -> None:
    gone, goes_on, third = alpha(database), beta(database), harvester(database)
    with ingest_on(database) as http:
        Sender(http, gone).sent(ndjson([CALL]))
        went_over(database, gone, goes_on)
        other = Sender(http, third, client="client-3")
        refused = other.sent(ndjson([AWARD]))
        work_off(database)
        assert other.report(refused)["counts"]["refused"] == 1
    assert [row[2] for row in rows(database, PROCEDURES)] == [1]
