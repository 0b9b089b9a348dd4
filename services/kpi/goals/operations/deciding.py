"""Acts on goals: keeping those of the program, proposing a version, and deciding on it by another person."""

from datetime import date
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from services.kpi.deciding import demand_another
from services.kpi.definitions.operations import in_force
from services.kpi.definitions.store import kept_cards, names_in_list
from services.kpi.goals import store
from services.kpi.goals.rules.faults import SAME_GOAL_PROPOSER, Around, faults_of, organisations_named
from services.kpi.goals.rules.goal import Goal, built_in_goals
from services.kpi.goals.store import GoalVersion
from shared.errors import BadInput, Conflict, NotFound
from shared.http.preconditions import demand_match
from shared.log.audit import record_act
from shared.nearest import meant
from shared.reference.themes import AGENDA, theme_lists, themes_of

RELEASE: Final = "program"


def keep_goals(connection: Connection) -> None:
    """Keep the goals of the program that were not seen before; what people decided on since stays."""
    store.lock(connection)
    known = store.standing(connection)
    for goal in built_in_goals():
        kept = known.get(goal.code)
        if kept is None or (kept.origin == "program" and kept.goal != goal):
            store.add_built_in(connection, goal, release=RELEASE)


def goal_as_it_stands(session: Session | Connection, code: str) -> GoalVersion:
    """A goal in its newest adopted version; raises NotFound with the one that was probably meant."""
    goals = store.standing(session)
    if code not in goals:
        alike = meant(code, goals)
        raise NotFound(
            nl=f"Doel {code[:60]!r} bestaat niet. {alike.nl}GET /v1/goals noemt ze alle.",
            en=f"Goal {code[:60]!r} does not exist. {alike.en}GET /v1/goals lists them all.",
        )
    return goals[code]


def propose_goal(session: Session, goal: Goal, *, reason: str, actor: str, today: date) -> GoalVersion:
    """Keep a version of a goal as a draft, to be adopted by somebody else.

    Raises BadInput with every fault of it, Conflict while another proposal for the same goal waits.
    """
    store.lock(session)
    _demand_sound(session, goal, today=today)
    waiting = store.open_draft(session, goal.code)
    if waiting is not None:
        raise Conflict(
            nl=f"Voor {goal.code} wacht voorstel {waiting.id} nog op een besluit; stel het vast of trek het in.",
            en=f"Proposal {waiting.id} for {goal.code} still waits for a decision; adopt or withdraw it.",
        )
    identity = store.add(session, goal, reason=reason, actor=actor)
    record_act(session, "kpi", actor=actor, act="goal.propose", subject=goal.code, detail={"proposal": identity})
    return proposal_of(session, identity)


def adopt_goal(
    session: Session, identity: int, *, decision: str, if_match: str | None, actor: str, today: date
) -> GoalVersion:
    """Let a version stand from now on; the one before stays in the history.

    Raises NotFound, PreconditionFailed (or PreconditionRequired), Conflict when it was decided already, Refused for
    whoever proposed it, BadInput where it no longer fits the other goals.
    """
    draft = _draft(session, identity, if_match=if_match)
    demand_another(actor, than=draft.proposed_by, rule=SAME_GOAL_PROPOSER)
    _demand_sound(session, draft.goal, today=today)
    return _decide(session, draft, state="adopted", act="goal.adopt", decision=decision, actor=actor)


def withdraw_goal(session: Session, identity: int, *, decision: str, if_match: str | None, actor: str) -> GoalVersion:
    """Put a draft aside. Raises NotFound, PreconditionFailed (or PreconditionRequired), Conflict when decided."""
    draft = _draft(session, identity, if_match=if_match)
    return _decide(session, draft, state="withdrawn", act="goal.withdraw", decision=decision, actor=actor)


def proposal_of(session: Session, identity: int) -> GoalVersion:
    """A proposal by its number; raises NotFound."""
    proposal = store.version(session, identity)
    if proposal is None or proposal.origin != "person":
        raise NotFound(
            nl=f"Er is geen voorstel {identity}; /goal-proposals noemt ze.",
            en=f"There is no proposal {identity}; /goal-proposals lists them.",
        )
    return proposal


def categories(connection: Connection) -> frozenset[str]:
    """Every product chain and purchasing category there is."""
    return frozenset({*names_in_list(connection, "product-chains"), *names_in_list(connection, "rijk-categories")})


def _draft(session: Session, identity: int, *, if_match: str | None) -> GoalVersion:
    store.lock(session)
    proposal = proposal_of(session, identity)
    demand_match(if_match, proposal.revision)
    if proposal.state != "draft":
        raise Conflict(
            nl=f"Over voorstel {identity} is al besloten; een volgend besluit vraagt een nieuw voorstel.",
            en=f"Proposal {identity} was decided already; a next decision takes a new proposal.",
        )
    return proposal


def _decide(
    session: Session, draft: GoalVersion, *, state: store.State, act: str, decision: str, actor: str
) -> GoalVersion:
    store.decide(session, draft.id, state=state, actor=actor, decision=decision)
    record_act(session, "kpi", actor=actor, act=act, subject=draft.code, detail={"proposal": draft.id})
    return proposal_of(session, draft.id)


def _demand_sound(session: Session, goal: Goal, *, today: date) -> None:
    connection = session.connection()
    faults = faults_of(
        goal,
        Around(
            units={kept.card.code: kept.card.unit for kept in in_force(kept_cards(connection), on=today)},
            goals={code: kept.goal for code, kept in store.standing(session).items()},
            themes={each.code for list_ in (AGENDA, *theme_lists()) for each in themes_of(list_)},
            categories=categories(connection),
            organisations=store.organisations_known(session, [key for _, key in organisations_named(goal)]),
        ),
    )
    if faults:
        raise BadInput(
            nl="Dit doel kan zo niet worden voorgesteld; zie errors.",
            en="This goal cannot be proposed like this; see errors.",
            errors=faults,
        )
