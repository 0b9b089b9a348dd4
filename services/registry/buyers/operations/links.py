"""Acts on buyers: saying which party an unmatched one is, and recording a body's objection to harvested data.

Each act notes the party it concerns in the change log: ingest compiles anew what it touches, the past included.
"""

from collections.abc import Collection
from datetime import date
from typing import NoReturn

from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from services.registry import locks
from services.registry.buyers import store
from services.registry.buyers.store import LinkRecord, ObjectionRecord
from services.registry.faults import BAD_IDENTIFIER, EMPTY_PERIOD
from services.registry.parties.rules.records import Identifier
from services.registry.parties.store import parties
from shared.errors import BadInput, Conflict, NotFound
from shared.log.audit import Detail, record_act
from shared.log.change_log import open_change, take_position
from shared.procurement.buyer_keys import IDENTIFIER_SCHEMES, checked_key
from shared.procurement.misread import Misread


def link_buyer(session: Session, *, scheme: str, value: str, party: str, reason: str, actor: str) -> LinkRecord:
    """Say that the buyer whom notices name by this key is this party, then, now and later.

    Raises BadInput for a key that cannot be, NotFound for an unknown party, Conflict when the key leads to a party
    already or the party cannot be a buyer.
    """
    try:
        key = checked_key(scheme, value)
    except Misread as problem:
        raise BadInput(
            nl="Dit kenmerk kan zo niet; zie errors.",
            en="This key cannot be; see errors.",
            errors=(BAD_IDENTIFIER.at("/value", reason=problem.text),),
        ) from problem
    locks.take(session, locks.PARTIES)
    party_id = _buyer(session, party)
    if key[0] in IDENTIFIER_SCHEMES and (holder := parties.holder_of(session, Identifier(*key))) is not None:
        raise Conflict(
            nl=f"Dit nummer staat al bij een partij in het register: {holder}.",
            en=f"A party of the register has this identifier already: {holder}.",
        )
    link = store.insert_link(session, key, party_id=party_id, reason=reason, actor=actor)
    if link is None:
        raise Conflict(
            nl="Deze koper is al aan een partij gekoppeld; ontkoppel hem eerst.",
            en="This buyer is linked to a party already; unlink it first.",
        )
    # The key is told by the link alone: it may be the name of a person, and what is in the trail stays.
    detail: dict[str, Detail] = {"party": party}
    _record(session, "buyer.link", subject=str(link), parties_touched=[party], detail=detail, actor=actor)
    return _link(session, link)


def unlink_buyer(session: Session, link: int, *, reason: str, actor: str) -> LinkRecord:
    """Undo a link, for the past as well; the record of it stays.

    Raises NotFound for an unknown link, Conflict for one that was undone already.
    """
    record = _link(session, link)
    if not store.undo_link(session, link, reason=reason, actor=actor):
        raise Conflict(nl="Deze koppeling is al ongedaan gemaakt.", en="This link was undone already.")
    detail: dict[str, Detail] = {"party": record.party}
    _record(session, "buyer.unlink", subject=str(link), parties_touched=[record.party], detail=detail, actor=actor)
    return _link(session, link)


def record_objection(
    session: Session, *, party: str, valid_from: date | None, valid_until: date | None, reason: str, actor: str
) -> ObjectionRecord:
    """Record that a body objects to what others harvested about it: such notices of this period do not count.

    The period is one of days of dispatch; what the body sends itself always counts. Raises BadInput for a period
    without a day, NotFound for an unknown party, Conflict when the party objects to part of the period already or
    cannot be a buyer.
    """
    if valid_from is not None and valid_until is not None and valid_until <= valid_from:
        raise BadInput(
            nl="Deze periode bevat geen dag; zie errors.",
            en="This period holds no day; see errors.",
            errors=(EMPTY_PERIOD.at("/validUntil"),),
        )
    locks.take(session, locks.PARTIES)
    party_id = _buyer(session, party)
    period = Range(valid_from, valid_until)
    if store.objects_within(session, party_id=party_id, period=period):
        raise Conflict(
            nl="Deze organisatie maakt over een deel van deze periode al bezwaar.",
            en="This body objects to part of this period already.",
        )
    objection = store.insert_objection(session, party_id=party_id, period=period, reason=reason, actor=actor)
    stated: dict[str, Detail] = {
        "objection": objection,
        "from": None if valid_from is None else valid_from.isoformat(),
        "until": None if valid_until is None else valid_until.isoformat(),
    }
    _record(session, "objection.record", subject=party, parties_touched=[party], detail=stated, actor=actor)
    return _objection(session, objection)


def withdraw_objection(session: Session, objection: int, *, reason: str, actor: str) -> ObjectionRecord:
    """Let harvested data of the body count again; the record of the objection stays.

    Raises NotFound for an unknown objection, Conflict for one that was withdrawn already.
    """
    record = _objection(session, objection)
    if not store.withdraw_objection(session, objection, reason=reason, actor=actor):
        raise Conflict(nl="Dit bezwaar is al ingetrokken.", en="This objection was withdrawn already.")
    detail: dict[str, Detail] = {"objection": objection}
    _record(
        session, "objection.withdraw", subject=record.party, parties_touched=[record.party], detail=detail, actor=actor
    )
    return _objection(session, objection)


def _record(
    session: Session,
    act: str,
    *,
    subject: str,
    parties_touched: Collection[str],
    detail: dict[str, Detail],
    actor: str,
) -> None:
    change = open_change(session.connection(), "registry", cause=act)
    parties.note_changed_parties(session, change, parties_touched)
    record_act(session, "registry", actor=actor, act=act, subject=subject, detail=detail)
    take_position(session.connection(), "registry", change)


def _buyer(session: Session, party: str) -> int:
    """The id of a party that can be a buyer; one that ended was one."""
    marks = parties.party_marks(session, party, on=date.max)
    if marks is None:
        raise NotFound(nl="Deze partij staat niet in het register.", en="This party is not in the register.")
    if marks.kind == "service-provider":
        raise Conflict(
            nl="Een dienstverlener is geen koper: deze partij kan dit niet zijn.",
            en="A service provider is no buyer: it cannot be this party.",
        )
    return marks.id


def _link(session: Session, link: int) -> LinkRecord:
    return store.link_record(session, link) or _unknown()


def _objection(session: Session, objection: int) -> ObjectionRecord:
    return store.objection_record(session, objection) or _unknown()


def _unknown() -> NoReturn:
    raise NotFound(nl="Dit bestaat niet.", en="This does not exist.")
