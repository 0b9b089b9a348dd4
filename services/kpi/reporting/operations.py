"""Steps on the way of a body's figures: each by the right person, and never the same person twice in a row."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from services.kpi.reporting import store
from services.kpi.reporting.rules.cycle import ACTS, Act, Step, possible
from services.kpi.reporting.rules.faults import NOT_NOW, OTHER_PERSON, REASON_NEEDED, YEAR_AHEAD
from services.kpi.reporting.store import Cycle
from services.kpi.values.store.register import registered_bodies
from shared.errors import BadInput, Conflict, NotFound, Refused
from shared.http.preconditions import demand_match
from shared.identity.access import Caller
from shared.identity.organisations import UNKNOWN_ORGANISATION
from shared.log.audit import record_act
from shared.procurement.finding import Text

ADMINISTERS = "kpi:publish"
REPORTS = "kpi:body"


def open_year(session: Session, year: int, parties: Sequence[str] | None, *, actor: str, today: date) -> int:
    """Ask bodies (None: all that bought in the year) for the figures of a year; gives for how many it was new.

    Raises:
        BadInput: the year has not begun, or a body is not in the register.
    """
    if year > today.year:
        raise BadInput(errors=(YEAR_AHEAD.at("/year", year=year),))
    first, last = date(year, 1, 1), date(year, 12, 31)
    bodies = {
        body.party
        for body in registered_bodies(session.connection())
        if (body.since is None or body.since <= last) and (body.until is None or body.until > first)
    }
    strange = [
        UNKNOWN_ORGANISATION.at(f"/parties/{number}", party=party, meant=Text("", ""))
        for number, party in enumerate(parties or ())
        if party not in bodies
    ]
    if strange:
        raise BadInput(errors=strange)
    opened = store.open_for(session, sorted(bodies if parties is None else parties), year, actor=actor, today=today)
    record_act(session, "kpi", actor=actor, act="reporting.open", subject=str(year), detail={"bodies": opened})
    return opened


def cycle_of(session: Session, number: int, *, caller: Caller, locked: bool = False) -> Cycle:
    """A cycle that this caller may see: of their own body, or as an administrator; raises NotFound."""
    found = store.cycle(session, number, locked=locked)
    if found is None or not (ADMINISTERS in caller.scopes or found.party == caller.party):
        raise NotFound(
            nl=f"Er is voor u geen jaar {number} om vast te stellen; /reporting-cycles noemt ze.",
            en=f"There is no reporting cycle {number} for you; /reporting-cycles lists them.",
        )
    return found


def take_step(
    session: Session,
    number: int,
    step: Step,
    *,
    reason: str | None,
    if_match: str | None,
    caller: Caller,
    today: date,
) -> Cycle:
    """Take a step as the right person.

    Raises NotFound, PreconditionFailed (or PreconditionRequired), Refused for the wrong person, Conflict when it cannot
    be taken now, BadInput when its reason is missing.
    """
    before, act = cycle_of(session, number, caller=caller, locked=True), ACTS[step]
    demand_match(if_match, before.revision)
    _demand_right(act, before, caller)
    objected = before.objection is not None
    now = possible(before.state, objected=objected)
    if step not in now:
        fault = NOT_NOW.at("/step", step=step, state=before.state, possible=", ".join(now) or "-")
        raise Conflict(
            nl=f"Dit kan niet vanuit {before.state}.", en=f"This cannot be done from {before.state}.", errors=(fault,)
        )
    if act.needs_reason and reason is None:
        raise BadInput(errors=(REASON_NEEDED.at("/reason", step=step),))
    if act.not_after is not None:
        _demand_another(session, before, step, act.not_after, caller)
    after = replace(before, state=act.to or before.state, requested_on=today if act.asks else before.requested_on)
    if step == "object":
        after = replace(after, objection=reason)
    if step == "withdraw-objection":
        after = replace(after, objection=None, requested_on=today)
    store.take(session, before, step, after=after, reason=reason, actor=caller.actor)
    subject = f"{before.party} {before.year}"
    record_act(session, "kpi", actor=caller.actor, act=f"reporting.{step}", subject=subject, detail={"cycle": number})
    return cycle_of(session, number, caller=caller)


def _demand_right(act: Act, cycle: Cycle, caller: Caller) -> None:
    if act.by == "administrator" and ADMINISTERS not in caller.scopes:
        raise Refused(
            nl="Dit doet de beheerder van de cijfers.",
            en="The administrator of the figures does this.",
            scope=ADMINISTERS,
        )
    if act.by == "body" and (REPORTS not in caller.scopes or caller.party != cycle.party):
        raise Refused(
            nl="Dit doet iemand van de organisatie zelf.", en="Somebody of the body itself does this.", scope=REPORTS
        )


def _demand_another(session: Session, cycle: Cycle, step: Step, before: Step, caller: Caller) -> None:
    taken = [each for each in store.steps_of(session, cycle.id) if each.step == before]
    if taken and taken[-1].taken_by == caller.actor:
        raise Refused(errors=(OTHER_PERSON.within("header", "Authorization", before=before, step=step),))
