"""Erasing a sole trader: marks of the numbers and names are kept, the numbers and names themselves never.

A number or name that is known to be another's is refused: what is erased cannot be brought back.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from services.registry import locks
from services.registry.erasures import store
from services.registry.erasures.rules import problem_of
from services.registry.erasures.store import ErasureRecord
from services.registry.faults import BAD_IDENTIFIER
from services.registry.personal_data import names_a_person
from shared.errors import BadInput, Conflict, NotFound
from shared.log.audit import record_act
from shared.log.change_log import open_change, take_position
from shared.procurement.erased import identifier_mark, name_mark, normalised
from shared.procurement.finding import Rule, Severity, Text

NAME_TOO_SHORT: Final = Rule(
    "name-too-short",
    Severity.ERROR,
    "Een naam heeft ten minste {least} letters of cijfers: een kortere staat in te veel teksten.",
    "A name needs at least {least} letters or digits: a shorter one is found in too much.",
    Text("Noem de volledige naam.", "State the full name."),
)
NAMES_A_PERSON: Final = Rule(
    "names-a-person",
    Severity.ERROR,
    "De reden blijft bewaard: zij mag niemand noemen, bij naam of nummer.",
    "The reason is kept: it may name nobody, by name or number.",
    Text("Noem alleen het kenmerk van het verzoek.", "State the reference of the request only."),
)
HELD_BY_A_PARTY: Final = Rule(
    "held-by-a-party",
    Severity.ERROR,
    "Dit is van {party}.",
    "This is of {party}.",
    Text(
        "Een partij van het register wordt niet verwijderd; laat dit weg.",
        "A party of the register is not erased; leave this out.",
    ),
)
LINKED: Final = Rule(
    "linked",
    Severity.ERROR,
    "Een koper is hiermee aan {party} gekoppeld.",
    "A buyer is linked to {party} by this.",
    Text("Ontkoppel hem eerst.", "Unlink it first."),
)

_SHORTEST_NAME = 4


def erase_trader(
    session: Session, *, identifiers: Sequence[str], names: Sequence[str], reason: str, actor: str
) -> ErasureRecord:
    """Have a sole trader erased from everything that was and will be sent, and tell ingest. It cannot be undone.

    Links of buyers that were undone lose the number or name too. Raises BadInput when something is no number of a sole
    trader, or the reason, which stays, holds one of them; Conflict when a party of the register has it, or a buyer is
    linked to a party by it.
    """
    _demand_good(identifiers, names, reason=reason)
    locks.take(session, locks.PARTIES)
    _demand_nobodys(session, identifiers, names)
    secret = store.secret(session)
    marks = [
        *(("identifier", identifier_mark(secret, each)) for each in identifiers),
        *(("name", name_mark(secret, each)) for each in names),
    ]
    change = open_change(session.connection(), "registry", cause="erasure.record")
    record = store.insert_erasure(session, marks, reason=reason, actor=actor)
    store.empty_undone_links(session, {normalised(each) for each in (*identifiers, *names)})
    record_act(session, "registry", actor=actor, act="erasure.record", subject=str(record.id))
    take_position(session.connection(), "registry", change)
    return record


def erasure_of(session: Session, erasure: int) -> ErasureRecord:
    """One erasure; raises NotFound."""
    record = store.erasure(session, erasure)
    if record is None:
        raise NotFound(nl="Deze verwijdering bestaat niet.", en="This erasure does not exist.")
    return record


def _demand_good(identifiers: Sequence[str], names: Sequence[str], *, reason: str) -> None:
    faults = []
    for number, each in enumerate(identifiers):
        problem = problem_of(each)
        if problem is not None:
            faults.append(BAD_IDENTIFIER.at(f"/identifiers/{number}", reason=problem))
    for number, each in enumerate(names):
        if len(normalised(each)) < _SHORTEST_NAME:
            faults.append(NAME_TOO_SHORT.at(f"/names/{number}", least=_SHORTEST_NAME))
    told = [said for each in (*identifiers, *names) if len(said := normalised(each)) >= _SHORTEST_NAME]
    if names_a_person(reason) or any(said in normalised(reason) for said in told):
        faults.append(NAMES_A_PERSON.at("/reason"))
    if faults:
        raise BadInput(
            nl="Deze verwijdering kan zo niet; zie errors.",
            en="This erasure cannot be; see errors.",
            errors=tuple(faults),
        )


def _demand_nobodys(session: Session, identifiers: Sequence[str], names: Sequence[str]) -> None:
    """Raise Conflict for what a party of the register is known by, now or before: it is no sole trader."""
    held, linked = store.holders(session), store.linked(session)
    faults = []
    for field, stated in (("identifiers", identifiers), ("names", names)):
        for number, each in enumerate(stated):
            place = f"/{field}/{number}"
            faults += [
                HELD_BY_A_PARTY.at(place, party=party) for party in sorted(held.get((field, normalised(each)), ()))
            ]
            faults += [LINKED.at(place, party=party) for party in sorted(linked.get(normalised(each), ()))]
    if faults:
        raise Conflict(
            nl="Een partij in het register is hieronder bekend, en is dus geen eenmanszaak die verwijderd kan worden;"
            " zie errors.",
            en="A party of the register is known by this, so it is no sole trader who can be erased; see errors.",
            errors=tuple(faults),
        )
