"""An auditor's work on a publication, and the decisions that were taken on figures."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, status

from services.kpi.access import Anyone, Auditor, AuditReader, DecisionKeeper, ServiceSettings
from services.kpi.audits import store
from services.kpi.audits.operations import demand_published, keep_note, keep_sample, rows_behind
from services.kpi.audits.schemas import (
    DecisionOut,
    DecisionToKeep,
    NoteOut,
    NoteToKeep,
    PublicationName,
    SampleOut,
    SampleToDraw,
    decision_out,
    note_out,
    sample_out,
)
from services.kpi.audits.tables import AuditNote, AuditSample, DecisionRow
from services.kpi.definitions.operations import chosen_card
from services.kpi.definitions.store import kept_cards
from services.kpi.values.schemas.asked import CellAsked, cell_asked
from shared.database import Transaction, snapshot
from shared.errors import Refused
from shared.http.paging import LARGEST_NUMBER, Page, Paging, cut
from shared.identity.organisations import demand_party
from shared.log.audit import record_act

router = APIRouter(tags=["audits"])

Name = Annotated[str, Path(max_length=40, description="Name of the publication, as 2024-first.")]


@router.post("/publications/{publication}/samples", status_code=status.HTTP_201_CREATED, summary="Draw a random sample")
def draw_sample(
    request: Request,
    session: Transaction,
    caller: Auditor,
    settings: ServiceSettings,
    publication: Name,
    asked: SampleToDraw,
) -> SampleOut:
    """Draw rows from those behind a figure; `method` says how, so that the same seed draws the same anywhere."""
    demand_published(session, publication)
    card = chosen_card(kept_cards(session.connection()), asked.indicator, version=None).card
    place = {"tier": asked.tier, "organisation": asked.organisation}
    question = CellAsked.model_validate(
        {
            "from": f"{publication[:4]}-01",
            "until": f"{publication[:4]}-12",
            "counted_on": asked.counted_on or card.counted_on_words[0],
            "publication": publication,
            **{name: [value] for name, value in place.items() if value is not None},
        }
    )
    with snapshot(request.app.state.engine) as connection:
        rows = rows_behind(
            connection,
            asked.indicator,
            cell_asked(question, limit=1),
            caller=caller,
            known=request.app.state.known,
            time_out_ms=int(settings.card_time_limit_seconds * 1000),
        )
    stated = {"publication": publication, "indicator": asked.indicator, "counted_on": question.counted_on, **place}
    sample = AuditSample(**stated, seed=asked.seed, size=asked.size)
    return sample_out(keep_sample(session, sample, rows, actor=caller.actor))


@router.get("/publications/{publication}/samples", summary="List the samples of a publication")
def list_samples(session: Transaction, _caller: AuditReader, paging: Paging, publication: Name) -> Page[SampleOut]:
    """What was drawn, by whom and when."""
    demand_published(session, publication)
    found = store.samples_of(session, publication, after=paging.after_number(), limit=paging.fetch)
    shown, following = cut(found, asked=paging, key=lambda each: (each.id,))
    return Page(items=[sample_out(each) for each in shown], next=following)


@router.post("/publications/{publication}/notes", status_code=status.HTTP_201_CREATED, summary="Note a finding")
def note(session: Transaction, caller: Auditor, publication: Name, asked: NoteToKeep) -> NoteOut:
    """Note what was found in a publication, or sign it off. Nothing is taken back; what follows is noted too."""
    row = AuditNote(publication=publication, **asked.model_dump())
    return note_out(keep_note(session, row, actor=caller.actor))


@router.get("/publications/{publication}/notes", summary="List the findings on a publication")
def list_notes(session: Transaction, _caller: AuditReader, paging: Paging, publication: Name) -> Page[NoteOut]:
    """Findings and sign-offs, in the order in which they were noted."""
    demand_published(session, publication)
    found = store.notes_of(session, publication, after=paging.after_number(), limit=paging.fetch)
    shown, following = cut(found, asked=paging, key=lambda each: (each.id,))
    return Page(items=[note_out(each) for each in shown], next=following)


@router.post("/decisions", status_code=status.HTTP_201_CREATED, summary="Note a decision taken on figures")
def keep_decision(session: Transaction, caller: DecisionKeeper, asked: DecisionToKeep) -> DecisionOut:
    """Note that a body decided something on a figure or a publication, and where that can be read."""
    if caller.party != asked.decided_by_body and "kpi:publish" not in caller.scopes:
        raise Refused(
            nl="U noteert alleen besluiten van uw eigen organisatie.",
            en="You note decisions of your own body alone.",
            scope="kpi:publish",
        )
    demand_party(session, asked.decided_by_body, parameter="decidedByBody")
    if asked.publication is not None:
        demand_published(session, asked.publication)
    if asked.indicator is not None:
        chosen_card(kept_cards(session.connection()), asked.indicator, version=None)  # or it does not exist
    kept = store.add(session, DecisionRow(**asked.model_dump(), noted_by=caller.actor))
    subject = asked.publication or asked.indicator or ""
    record_act(session, "kpi", actor=caller.actor, act="decision.note", subject=subject, detail={"decision": kept.id})
    return decision_out(kept)


@router.get("/decisions", summary="List the decisions taken on figures")
def list_decisions(
    session: Transaction,
    _caller: Anyone,
    paging: Paging,
    publication: Annotated[PublicationName | None, Query(description="Only those on this publication.")] = None,
    indicator: Annotated[str | None, Query(max_length=40, description="Only those on this indicator.")] = None,
) -> Page[DecisionOut]:
    """What was decided on figures, by which body, the newest first."""
    before = paging.after_number(start=LARGEST_NUMBER)
    found = store.decisions(session, publication=publication, indicator=indicator, before=before, limit=paging.fetch)
    shown, following = cut(found, asked=paging, key=lambda each: (each.id,))
    return Page(items=[decision_out(each) for each in shown], next=following)
