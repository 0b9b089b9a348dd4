"""Acts on definitions: proposing a version or the end of an indicator, adopting it, withdrawing it."""

from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from sqlalchemy.orm import Session

from services.kpi.cells.store.change_log import wake_workers
from services.kpi.deciding import demand_another
from services.kpi.definitions.operations import chosen_card
from services.kpi.definitions.rules.card import Card, KeptCard, card_of
from services.kpi.definitions.store import kept_cards, store_card
from services.kpi.proposals import store
from services.kpi.proposals.rules.days import day_faults, last_frozen_day
from services.kpi.proposals.rules.examination import Examined, examine
from services.kpi.proposals.rules.faults import NOT_HIGHER, SAME_PROPOSER
from services.kpi.proposals.store import Kind, Proposal
from services.kpi.values.store.published import published_days
from shared.errors import BadInput, Conflict, NotFound
from shared.http.preconditions import demand_match
from shared.log.audit import record_act
from shared.log.change_log import latest_position


def propose_version(session: Session, examined: Examined, *, reason: str, actor: str) -> Proposal:
    """Keep a card as a draft, to be adopted by somebody else.

    Raises BadInput with every fault of the card or for a version that is not higher, Conflict while another proposal
    for the same indicator waits.
    """
    if examined.card is None:
        raise BadInput(
            nl=f"Deze kaart heeft {len(examined.faults)} fout(en); zie errors.",
            en=f"This card has {len(examined.faults)} error(s); see errors.",
            errors=tuple(fault.told for fault in examined.faults),
        )
    card = examined.card
    store.lock(session)
    _demand_higher(card, _versions(session, card.code))
    return _propose(session, "version", card.code, card.version, card=card, reason=reason, actor=actor)


def propose_end(session: Session, code: str, *, reason: str, actor: str, today: date) -> Proposal:
    """Keep as a draft that an indicator is to end, to be adopted by somebody else.

    Raises NotFound for an unknown indicator, BadInput for one that has ended, Conflict while such a proposal waits.
    """
    store.lock(session)
    kept = chosen_card(_versions(session, code), code, version=None, on=today)
    return _propose(session, "retirement", code, kept.card.version, card=None, reason=reason, actor=actor)


def adopt(
    session: Session,
    number: int,
    *,
    valid_from: date,
    decision: str,
    if_match: str | None,
    actor: str,
    today: date,
) -> Proposal:
    """Let what was proposed hold from a day on; the version before it speaks until the day before.

    Raises NotFound, PreconditionFailed (or PreconditionRequired), Conflict when it was decided already or the card no
    longer fits, Refused for whoever proposed it, BadInput for a day that would change what was published.
    """
    draft = _draft(session, number, if_match=if_match)
    demand_another(actor, than=draft.proposed_by, rule=SAME_PROPOSER)
    versions = _versions(session, draft.code)
    faults = day_faults(
        valid_from, versions, frozen=last_frozen_day(today, published_days(session.connection())), today=today
    )
    if faults:
        raise BadInput(errors=faults)
    if draft.card is not None:
        _demand_higher(draft.card, versions)
        _demand_sound(draft.card, today=today)
        stated = draft.card.model_dump() | {"status": "adopted", "valid_from": valid_from}
        store_card(session.connection(), card_of(stated, place=draft.code))
    act = "card.adopt" if draft.kind == "version" else "card.retire"
    decided = _decide(session, draft, state="adopted", act=act, actor=actor, decision=decision, valid_from=valid_from)
    wake_workers(session.connection(), latest_position(session.connection(), "procurement"))
    return decided


def withdraw(session: Session, number: int, *, decision: str, if_match: str | None, actor: str) -> Proposal:
    """Put a draft aside, by whoever proposed it or another.

    Raises NotFound, PreconditionFailed (or PreconditionRequired), and Conflict when it was decided already.
    """
    draft = _draft(session, number, if_match=if_match)
    return _decide(
        session, draft, state="withdrawn", act="card.withdraw", actor=actor, decision=decision, valid_from=None
    )


def proposal_of(session: Session, number: int) -> Proposal:
    """A proposal by its number; raises NotFound."""
    proposal = store.proposal(session, number)
    if proposal is None:
        raise NotFound(
            nl=f"Er is geen voorstel {number}; /card-proposals noemt ze.",
            en=f"There is no proposal {number}; /card-proposals lists them.",
        )
    return proposal


def card_to_try(session: Session, number: int) -> Card:
    """The card of a proposal; raises NotFound, and Conflict for the end of an indicator."""
    card = proposal_of(session, number).card
    if card is None:
        raise Conflict(
            nl=f"Voorstel {number} is het einde van een indicator; daar is niets te proberen.",
            en=f"Proposal {number} is the end of an indicator; there is nothing to try.",
        )
    return card


def _propose(
    session: Session, kind: Kind, code: str, version: str, *, card: Card | None, reason: str, actor: str
) -> Proposal:
    waiting = store.open_draft(session, code, kind)
    if waiting is not None:
        _waits(waiting)
    number = store.add(session, kind=kind, code=code, version=version, card=card, reason=reason, actor=actor)
    detail = {"proposal": number, "kind": kind, "hash": None if card is None else card.content_hash}
    record_act(session, "kpi", actor=actor, act="card.propose", subject=f"{code} {version}", detail=detail)
    return proposal_of(session, number)


def _waits(waiting: Proposal) -> NoReturn:
    raise Conflict(
        nl=f"Voor {waiting.code} wacht voorstel {waiting.id} nog op een besluit; stel het vast of trek het in.",
        en=f"Proposal {waiting.id} for {waiting.code} still waits for a decision; adopt or withdraw it.",
    )


def _decide(
    session: Session,
    draft: Proposal,
    *,
    state: store.State,
    act: str,
    actor: str,
    decision: str,
    valid_from: date | None,
) -> Proposal:
    store.decide(session, draft.id, state=state, actor=actor, decision=decision, valid_from=valid_from)
    detail = {"proposal": draft.id, "validFrom": None if valid_from is None else valid_from.isoformat()}
    record_act(session, "kpi", actor=actor, act=act, subject=f"{draft.code} {draft.version}", detail=detail)
    return proposal_of(session, draft.id)


def _draft(session: Session, number: int, *, if_match: str | None) -> Proposal:
    store.lock(session)
    proposal = proposal_of(session, number)
    demand_match(if_match, proposal.revision)
    if proposal.state != "draft":
        raise Conflict(
            nl=f"Over voorstel {number} is al besloten; een volgend besluit vraagt een nieuw voorstel.",
            en=f"Proposal {number} was decided already; a next decision takes a new proposal.",
        )
    return proposal


def _versions(session: Session, code: str) -> list[KeptCard]:
    return [kept for kept in kept_cards(session.connection()) if kept.card.code == code]


def _demand_higher(card: Card, versions: Sequence[KeptCard]) -> None:
    newest = max(versions, key=lambda kept: kept.card.version_order, default=None)
    if newest is not None and card.version_order <= newest.card.version_order:
        raise BadInput(errors=(NOT_HIGHER.at("/version", code=card.code, newest=newest.card.version),))


def _demand_sound(card: Card, *, today: date) -> None:
    """What was proposed under an earlier release of the program may no longer fit its facts."""
    examined = examine(card.content, "json", on=today)
    if examined.faults:
        raise Conflict(
            nl="Dit voorstel past niet meer bij wat er te tellen is; stel een nieuwe versie voor.",
            en="This proposal no longer fits what can be counted; propose a new version.",
            errors=tuple(fault.finding for fault in examined.faults),
        )
