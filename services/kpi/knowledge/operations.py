"""Acts on criteria and needs: proposing and deciding, asking and answering."""

from datetime import date

from sqlalchemy.orm import Session

from services.kpi.deciding import demand_another, keep_decision
from services.kpi.definitions.operations import chosen_card
from services.kpi.definitions.store import kept_cards
from services.kpi.knowledge import store
from services.kpi.knowledge.rules import SAME_ASKER, SAME_PROPOSER
from services.kpi.knowledge.tables import CriterionRow, NeedRow
from services.kpi.product_chains.store import chains_on
from shared.errors import Conflict, NotFound
from shared.http.preconditions import demand_match
from shared.log.audit import record_act
from shared.nearest import meant


def propose(session: Session, row: CriterionRow, *, actor: str, on: date) -> CriterionRow:
    """Keep a criterion as a draft; raises NotFound for an indicator or a chain that is not there."""
    chosen_card(kept_cards(session.connection()), row.indicator, version=None)  # or it does not exist
    _demand_chain(session, row.chain, on=on)
    row.proposed_by = actor
    kept = store.add(session, row)
    subject = str(kept.id)
    record_act(session, "kpi", actor=actor, act="criterion.propose", subject=subject, detail={"of": kept.indicator})
    return kept


def decide(
    session: Session, number: int, *, state: str, decision: str, if_match: str | None, actor: str
) -> CriterionRow:
    """Adopt a draft, as somebody else than whoever proposed it, or withdraw it.

    Raises NotFound, PreconditionFailed (or PreconditionRequired), Conflict when it was decided already, Refused for
    whoever proposed it.
    """
    draft = criterion_of(session, number, lock=True)
    demand_match(if_match, draft.revision)
    if draft.state != "draft":
        raise Conflict(
            nl=f"Over criterium {number} is al besloten; stel een nieuw voor.",
            en=f"Criterion {number} was decided already; propose a new one.",
        )
    if state == "adopted":
        demand_another(actor, than=draft.proposed_by, rule=SAME_PROPOSER)
    keep_decision(session, CriterionRow, CriterionRow.id == number, state=state, actor=actor, decision=decision)
    act = "criterion.adopt" if state == "adopted" else "criterion.withdraw"
    record_act(session, "kpi", actor=actor, act=act, subject=str(number), detail={"of": draft.indicator})
    return criterion_of(session, number)


def ask(session: Session, row: NeedRow, *, actor: str, on: date) -> NeedRow:
    """Keep a need; raises NotFound for a chain that is not there."""
    _demand_chain(session, row.chain, on=on)
    row.asked_by = actor
    kept = store.add(session, row)
    record_act(session, "kpi", actor=actor, act="need.ask", subject=str(kept.id), detail={"theme": kept.theme})
    return kept


def answer(session: Session, number: int, *, state: str, says: str, if_match: str | None, actor: str) -> NeedRow:
    """Answer a need of another person, or change what was answered.

    Raises NotFound, PreconditionFailed (or PreconditionRequired), Refused for whoever asked.
    """
    need = need_of(session, number, lock=True)
    demand_match(if_match, need.revision)
    demand_another(actor, than=need.asked_by, rule=SAME_ASKER)
    store.answer(session, number, state=state, says=says, actor=actor)
    record_act(session, "kpi", actor=actor, act="need.answer", subject=str(number), detail={"state": state})
    return need_of(session, number)


def criterion_of(session: Session, number: int, *, lock: bool = False) -> CriterionRow:
    """A criterion by its number; raises NotFound."""
    row = store.one_of(session, CriterionRow, number, lock=lock)
    if row is None:
        raise NotFound(nl=f"Er is geen criterium {number}.", en=f"There is no criterion {number}.")
    return row


def need_of(session: Session, number: int, *, lock: bool = False) -> NeedRow:
    """A need by its number; raises NotFound."""
    row = store.one_of(session, NeedRow, number, lock=lock)
    if row is None:
        raise NotFound(nl=f"Er is geen behoefte {number}.", en=f"There is no need {number}.")
    return row


def _demand_chain(session: Session, code: str | None, *, on: date) -> None:
    if code is None:
        return
    known = [each.code for each in chains_on(session.connection(), on)[0]]
    if code not in known:
        alike = meant(code, known)
        raise NotFound(
            nl=f"Productketen {code[:60]!r} bestaat niet. {alike.nl}GET /v1/product-chains noemt ze alle.",
            en=f"Product chain {code[:60]!r} does not exist. {alike.en}GET /v1/product-chains lists them all.",
        )
