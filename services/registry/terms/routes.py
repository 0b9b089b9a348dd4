"""Terms of the data space and usage terms of its datasets: read by anyone, published by an administrator."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from services.registry.access import Anyone, PartyAdministrator
from services.registry.terms import store
from services.registry.terms.operations import newest_number, publish_terms, publish_usage_terms
from services.registry.terms.rules import Dataset, Document
from services.registry.terms.schemas import NewTermsIn, NewUsageTerms, TermsListOut, TermsOut, UsageTermsOut
from shared.database import Transaction
from shared.dutch_day import today
from shared.http.preconditions import IfMatch, etag

router = APIRouter(tags=["terms"])


@router.get("/terms", summary="Read the terms")
def list_terms(
    _caller: Anyone,
    session: Transaction,
    *,
    document: Annotated[Document | None, Query(description="`data-space`, or a dataset.")] = None,
    in_force: Annotated[bool, Query(alias="inForce", description="Only what is in force today.")] = False,
) -> TermsListOut:
    """Every published version of the terms of the data space and of its datasets, or what is in force today."""
    published = store.versions(session, document=document, in_force=in_force)
    return TermsListOut(items=[TermsOut.of(version) for version in published])


@router.post("/terms", status_code=status.HTTP_201_CREATED, summary="Publish terms of the data space")
def create_terms(asked: NewTermsIn, caller: PartyAdministrator, session: Transaction) -> TermsOut:
    """Publish a version of the terms of the data space. Parties that take part see in /v1/me that it is to accept."""
    return TermsOut.of(publish_terms(session, asked.of_data_space(), actor=caller.actor, on=today()))


@router.get("/datasets/{dataset}/usage-terms", summary="Read the usage terms of a dataset")
def read_usage_terms(dataset: Dataset, _caller: Anyone, session: Transaction, response: Response) -> UsageTermsOut:
    """Who may use a dataset for what: the version in force and every other version."""
    return _shown(dataset, session, response)


@router.put("/datasets/{dataset}/usage-terms", summary="Publish usage terms of a dataset")
def publish(
    dataset: Dataset,
    asked: NewUsageTerms,
    caller: PartyAdministrator,
    session: Transaction,
    response: Response,
    if_match: IfMatch = None,
) -> UsageTermsOut:
    """Publish a version of the usage terms of a dataset, which takes the place of the newest from its day on."""
    publish_usage_terms(session, asked.of_dataset(dataset), actor=caller.actor, on=today(), if_match=if_match)
    return _shown(dataset, session, response)


def _shown(dataset: Dataset, session: Transaction, response: Response) -> UsageTermsOut:
    versions = store.versions(session, document=dataset)
    response.headers["ETag"] = etag(newest_number(versions))
    shown = [TermsOut.of(version) for version in versions]
    in_force = next((version for version in shown if version.in_force), None)
    return UsageTermsOut(dataset=dataset, in_force=in_force, versions=shown)
