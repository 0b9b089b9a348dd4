"""Acts on publications: asking for one, approving the draft by another person, withdrawing it."""

from datetime import date
from typing import Literal, NoReturn, TypeAlias

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from services.kpi.cells.store.change_log import wake_workers
from services.kpi.deciding import demand_another
from services.kpi.publications.operations.figures import year_of
from services.kpi.publications.rules.faults import (
    DATA_CHANGED,
    DEFINITIONS_CHANGED,
    OBJECTED_SINCE,
    SAME_PERSON,
    TOO_EARLY,
)
from services.kpi.publications.rules.naming import PublishedSeries, State, first_day, name_of
from services.kpi.publications.store import kept as store
from services.kpi.publications.store.kept import Publication
from services.kpi.reporting import store as reporting
from services.kpi.reporting.rules.cycle import State as CycleState
from services.kpi.settings import VERSION
from shared.errors import BadInput, Conflict, NotFound
from shared.http.preconditions import demand_match
from shared.log.audit import record_act
from shared.log.change_log import latest_position
from shared.procurement.finding import Finding

LaterChanges: TypeAlias = Literal["refuse", "leave-out"]


def next_number(source: Session, year: int, series: PublishedSeries, *, today: date) -> int:
    """Which publication of its series a year would have now.

    Raises:
        BadInput: its data moment has not come.
        Conflict: a draft waits, or a first publication was followed by another.
    """
    day = first_day(year, series)
    if today < day:
        raise BadInput(errors=(TOO_EARLY.at("/year", year=year, series=series, day=day),))
    of_year = store.publications(source, year=year)
    waiting = next((each for each in of_year if each.state in {"drawing-up", "draft"}), None)
    if waiting is not None and waiting.state == "drawing-up":
        raise Conflict(
            nl=f"{waiting.name} wordt opgemaakt; wacht tot dat klaar is, of trek het in.",
            en=f"{waiting.name} is being drawn up; wait until that is done, or withdraw it.",
        )
    if waiting is not None:
        raise Conflict(
            nl=f"Concept {waiting.name} wacht nog op een besluit; stel het vast of trek het in.",
            en=f"Draft {waiting.name} still waits for a decision; approve or withdraw it.",
        )
    published = [each for each in of_year if each.state == "published"]
    if series == "first" and published:
        raise Conflict(
            nl=f"Van {year} is {published[0].name} al gepubliceerd; wat volgt is de definitieve reeks (final).",
            en=f"{published[0].name} of {year} was published already; what follows is the final series.",
        )
    return 1 + sum(1 for each in published if each.series == series)


def ask_for(
    session: Session, year: int, series: PublishedSeries, *, own_error: bool, reason: str, actor: str, today: date
) -> Publication:
    """Have the figures of a year drawn up, by the worker; raises as `next_number`."""
    store.lock(session)
    number = next_number(session, year, series, today=today)
    name = name_of(year, series, number)
    added = store.add(
        session,
        name=name,
        year=year,
        series=series,
        number=number,
        own_error=own_error,
        program_version=VERSION,
        reason=reason,
        drawn_up_by=actor,
    )
    record_act(session, "kpi", actor=actor, act="publication.draw-up", subject=name)
    wake_workers(session.connection(), 0)
    return by_number(session, added)


def approve(
    session: Session, name: str, *, later_changes: LaterChanges, decision: str, if_match: str | None, actor: str
) -> Publication:
    """Publish a draft for good.

    Raises NotFound, PreconditionFailed (or PreconditionRequired), Refused for whoever drew it up, and Conflict when it
    was decided already, a body objected since, or its data or definitions changed since and nobody said to leave that
    out.
    """
    draft = _undecided(session, name, if_match=if_match)
    position = draft.as_of
    demand_another(actor, than=draft.drawn_up_by, rule=SAME_PERSON)
    if later_changes == "refuse":
        _demand_unchanged(session, draft, position)
    _demand_no_objection(session, draft)
    state: CycleState = "frozen" if draft.series == "final" else "published"
    reporting.publish(session, draft.year, state=state, day=draft.drawn_up_at.date(), actor=actor)
    return _decide(session, draft, state="published", actor=actor, decision=decision, act="publication.approve")


def withdraw(session: Session, name: str, *, decision: str, if_match: str | None, actor: str) -> Publication:
    """Put a draft aside with its figures and files, or what is still being drawn up.

    Raises NotFound, PreconditionFailed (or PreconditionRequired), and Conflict when it was decided already.
    """
    draft = _undecided(session, name, if_match=if_match)
    return _decide(session, draft, state="withdrawn", actor=actor, decision=decision, act="publication.withdraw")


def publication_of(source: Session | Connection, name: str) -> Publication:
    """A publication by its name, whatever became of it; raises NotFound."""
    publication = store.named(source, name)
    return publication if publication is not None else no_such_publication(name)


def by_number(session: Session, number: int) -> Publication:
    """A publication that was just kept."""
    publication = store.numbered(session, number)
    assert publication is not None  # noqa: S101 - kept in this transaction
    return publication


def no_such_publication(name: str) -> NoReturn:
    """Say that there is none."""
    raise NotFound(
        nl=f"Er is geen publicatie {name[:40]!r}; GET /v1/publications noemt ze.",
        en=f"There is no publication {name[:40]!r}; GET /v1/publications lists them.",
    )


def _undecided(session: Session, name: str, *, if_match: str | None) -> Publication:
    store.lock(session)
    publication = publication_of(session, name)
    demand_match(if_match, publication.revision)
    if publication.state == "failed":
        raise Conflict(
            nl=f"{name} kon niet worden opgemaakt; failure zegt waarom. Maak opnieuw op.",
            en=f"{name} could not be drawn up; failure says why. Draw up again.",
        )
    if publication.state not in {"drawing-up", "draft"}:
        raise Conflict(
            nl=f"Over {name} is al besloten; wat er staat, blijft zo. Een correctie is een nieuwe publicatie.",
            en=f"{name} was decided on already and stays as it is. A correction is a new publication.",
        )
    return publication


def _demand_unchanged(session: Session, draft: Publication, position: int) -> None:
    period = year_of(draft.year)
    faults: list[Finding] = []
    words = {"name": draft.name, "year": draft.year}
    changes = store.changes_in(session, first=period.first.first_day, last=period.last.first_day, after=position)
    if changes:
        newest = latest_position(session.connection(), "procurement")
        faults.append(DATA_CHANGED.at("/laterChanges", **words, position=position, changes=changes, newest=newest))
    decided = store.definitions_decided(session, last=period.last.last_day, after=draft.drawn_up_at)
    if decided:
        faults.append(DEFINITIONS_CHANGED.at("/laterChanges", **words, indicators=", ".join(decided)))
    if faults:
        raise Conflict(
            nl="De gegevens of definities zijn veranderd sinds dit concept; in errors staat wat u kunt doen.",
            en="The data or definitions changed since this draft; errors says what to do.",
            errors=faults,
        )


def _demand_no_objection(session: Session, draft: Publication) -> None:
    objected = reporting.objected_since(session, draft.year, draft.drawn_up_at)
    if objected:
        raise Conflict(
            nl="Er is bezwaar gemaakt sinds dit concept; in errors staat wat u kunt doen.",
            en="There was an objection since this draft; errors says what to do.",
            errors=(OBJECTED_SINCE.at("", name=draft.name, bodies=objected),),
        )


def _decide(session: Session, draft: Publication, *, state: State, actor: str, decision: str, act: str) -> Publication:
    store.decide(session, draft, state=state, actor=actor, decision=decision)
    record_act(session, "kpi", actor=actor, act=act, subject=draft.name, detail={"checksum": draft.checksum})
    return by_number(session, draft.id)
