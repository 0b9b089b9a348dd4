"""/v1/quality: the rules, how a body scores in a period, and what fails with what to do about it."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.ingest.access import RealReader
from services.ingest.quality import store
from services.ingest.quality.rules.all_rules import BY_CODE, QUALITY_RULES
from services.ingest.quality.rules.quality_rule import Dimension, QualityRule
from services.ingest.quality.schemas import FailureOut, QualityRuleOut, QualityRulesOut, ScoresOut, scores_out
from shared.database import Transaction
from shared.errors import BadInput
from shared.http.paging import Page, PageAsked, Paging, bad_cursor, cut
from shared.http.periods import demand_order
from shared.http.schema import Day
from shared.identity.organisations import demand_party
from shared.procurement.finding import Rule, Severity, Text

NO_SUCH_QUALITY_RULE = Rule(
    "no-such-quality-rule",
    Severity.ERROR,
    "Er is geen kwaliteitsregel {code}.",
    "There is no quality rule {code}.",
    Text("GET /v1/quality/rules noemt ze.", "GET /v1/quality/rules lists them."),
)

router = APIRouter(prefix="/quality", tags=["quality"])

LeadBuyer = Annotated[str, Query(max_length=300, description="Key of the body that led the procurements.")]
From = Annotated[Day, Query(alias="from", description="A day, inclusive.")]
Until = Annotated[Day, Query(description="A day, inclusive.")]
InDimension = Annotated[Dimension | None, Query(description="Only rules of this dimension.")]


@router.get("/rules", summary="List the quality rules")
def quality_rules() -> QualityRulesOut:
    """Every rule: what it judges, when a row passes in words, and what to do when it fails."""
    return QualityRulesOut(items=[QualityRuleOut.of(each) for each in QUALITY_RULES])


@router.get("/scores", summary="Score the quality of data")
def quality_scores(
    session: Transaction, buyer: LeadBuyer, starts_on: From, until: Until, dimension: InDimension = None
) -> ScoresOut:
    """How many rows of a body, as it released them, each rule applies to and how many pass, in a period."""
    asked = _asked(session, buyer, starts_on, until)
    return scores_out(asked, store.scores(session, _rules(dimension, None), asked))


@router.get("/failures", summary="List what fails the quality rules")
def quality_failures(
    session: Transaction,
    _caller: RealReader,
    page: Paging,
    *,
    buyer: LeadBuyer,
    starts_on: From,
    until: Until,
    rule: Annotated[str | None, Query(max_length=40, description="Only what fails this rule.")] = None,
    dimension: InDimension = None,
) -> Page[FailureOut]:
    """What fails, in the order in which it last changed: whoever keeps the last `next` reads on as a feed."""
    asked = _asked(session, buyer, starts_on, until)
    rows = store.failures(session, _rules(dimension, rule), asked, after=_after(page), fetch=page.fetch)
    listed, following = cut(rows, asked=page, key=lambda each: (each.since, str(each.procedure), each.part, each.code))
    return Page(items=[FailureOut.of(each) for each in listed], next=following)


def _asked(session: Transaction, buyer: str, starts_on: date, until: date) -> store.Asked:
    demand_party(session, buyer, parameter="buyer")
    demand_order({"until": (starts_on, until)})
    return store.Asked(buyer, starts_on, until)


def _rules(dimension: Dimension | None, code: str | None) -> list[QualityRule]:
    if code is not None and code not in BY_CODE:
        raise BadInput(errors=(NO_SUCH_QUALITY_RULE.within("query", "rule", code, code=code),))
    return [each for each in QUALITY_RULES if dimension in {None, each.dimension} and code in {None, each.code}]


def _after(page: PageAsked) -> tuple[int, str, str, str] | None:
    match page.after:
        case None:
            return None
        case (int(since), str(procedure), str(part), str(code)):
            try:
                return since, str(UUID(procedure)), part, code
            except ValueError as cause:
                raise bad_cursor() from cause
    raise bad_cursor()
