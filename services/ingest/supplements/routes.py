"""/v1/supplements: what notices say already, and only the questions that remain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from prometheus_client import Histogram

from services.ingest.access import Reader
from services.ingest.data_contracts.model import LONGEST_KEY
from services.ingest.mandates.operations.reading_rights import body_to_read
from services.ingest.procedures.rules.identity import names_meant
from services.ingest.supplements import store
from services.ingest.supplements.operations import filled, forms
from services.ingest.supplements.schemas import EffortOut, FormOut, KnownOut, QuestionOut, ToDoOut, summary
from services.ingest.supplements.store import NewestSupplement
from shared.database import Transaction
from shared.errors import NotFound
from shared.http.paging import Page, Paging, cut
from shared.identity.organisations import demand_party
from shared.metrics import Metrics
from shared.procurement.own_record import RecordKind

Buyer = Annotated[str | None, Query(max_length=300, description="Key of the body that leads it; left out: your own.")]

router = APIRouter(tags=["supplements"])


def questions_metric(metrics: Metrics) -> Histogram:
    """Questions of a form that is read, if nothing were known (before) and with what is (after)."""
    return Histogram(
        "ppds_ingest_supplement_questions",
        "Questions of a supplement that is read: before and after notices filled it in.",
        ("moment",),
        registry=metrics.registry,
        buckets=(0, 2, 4, 6, 8, 12, 17, 25, 50, 100, 1000),
    )


@router.get("/supplements", summary="Read which questions remain about a procedure")
def form(
    request: Request,
    session: Transaction,
    caller: Reader,
    *,
    procedure: Annotated[UUID | None, Query(description="Id of the procedure here.")] = None,
    find: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=300,
            description="What it is known by: procedure identifier (BT-04), publication number, notice id or ocid.",
        ),
    ] = None,
    sender_key: Annotated[
        str | None, Query(alias="senderKey", max_length=LONGEST_KEY, description="Your own key of the supplement.")
    ] = None,
    buyer: Buyer = None,
) -> FormOut:
    """What notices say of the procedure and where, what you said of it, and only the questions that remain.

    Answer them with PUT /v1/supplements/{senderKey}. Of your own procedures, and of bodies that gave you a mandate.
    """
    demand_party(session, buyer, parameter="buyer")
    body = body_to_read(request, caller, buyer, kind=RecordKind.SUPPLEMENT)
    meant = procedure
    if body is not None and meant is None and find is not None:
        meant = store.procedure_known_by(session, body, names_meant(find), f"bt04:{find.strip().lower()}")
    if body is not None and meant is None and sender_key is not None:
        meant = store.procedure_of_key(session, body, sender_key)
    row = None if body is None or meant is None else store.procedure_led_by(session, body, meant)
    if body is None or row is None:
        raise NotFound(
            nl="Er is geen aanbesteding van u met dit kenmerk. Noem procedure, find of senderKey.",
            en="There is no procedure of yours by this. Name procedure, find or senderKey.",
        )
    said = store.newest_supplements(session, body, [row["id"]], keys=[sender_key] if sender_key else [])
    supplement, at_hand = said.get(row["id"]), store.at_hand(session, [row])[row["id"]]
    known = filled(at_hand, supplement)
    for moment, number in (("before", known.before), ("after", len(known.questions))):
        request.app.state.supplement_questions.labels(moment).observe(number)
    return FormOut(
        **summary(row, known, supplement),
        sender_version=None if supplement is None else supplement.version,
        publication_numbers=store.references_of(session, row["id"]),
        lots=[lot.lot_id for lot in at_hand.lots],
        known=[KnownOut.of(each) for each in known.known],
        open=[QuestionOut.of(each) for each in known.questions],
    )


@router.get("/supplement-tasks", summary="List the procedures for which something is still asked")
def to_do(
    request: Request, session: Transaction, caller: Reader, page: Paging, *, buyer: Buyer = None
) -> Page[ToDoOut]:
    """Procedures above the threshold, or perhaps above it, that a body leads, first awarded first.

    Those that are answered in full are left out, so a page may be short.
    """
    demand_party(session, buyer, parameter="buyer")
    body = body_to_read(request, caller, buyer, kind=RecordKind.SUPPLEMENT)
    if body is None:
        return Page(items=[], next=None)
    rows = store.to_do(session, body, after=page.after_number_and_id(), fetch=page.fetch)
    listed, following = cut(rows, asked=page, key=lambda row: (row["day"], str(row["id"])))
    said: Mapping[UUID, NewestSupplement] = {}
    if listed:
        said = store.newest_supplements(session, body, [row["id"] for row in listed])
    at_hand = store.at_hand(session, listed)
    listed_forms = [(row, filled(at_hand[row["id"]], said.get(row["id"])), said.get(row["id"])) for row in listed]
    items = [ToDoOut(**summary(row, each, supplement)) for row, each, supplement in listed_forms if each.questions]
    return Page(items=items, next=following)


@router.get("/supplement-effort", summary="Read what supplements ask of a body, in questions and minutes")
def effort(request: Request, session: Transaction, caller: Reader, *, buyer: Buyer = None) -> EffortOut:
    """How many questions there are about its procedures, before and after what is known, and what filling in took.

    Minutes are those that a supplement states itself (`minutesSpent`); one that states none is left out, not 0.
    """
    demand_party(session, buyer, parameter="buyer")
    body = body_to_read(request, caller, buyer, kind=RecordKind.SUPPLEMENT)
    if body is None:
        raise NotFound(nl="Van deze organisatie mag u dit niet lezen.", en="Of this body you may not read this.")
    before, after, procedures = 0, 0, 0
    for each in forms(session, body):
        before, after, procedures = before + each.before, after + len(each.questions), procedures + 1
    minutes = store.minutes_spent(session, body)
    return EffortOut(
        procedures=procedures,
        questions_before=before,
        questions=after,
        supplements=minutes["supplements"],
        minutes_stated=minutes["stated"],
        minutes=minutes["minutes"],
        median_minutes=minutes["median"],
    )
