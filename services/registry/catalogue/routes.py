"""The catalogue of the data space, for portals that harvest it and for anyone."""

from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Header
from fastapi.responses import Response

from services.registry.access import Anyone, ServiceSettings
from services.registry.catalogue.rules.contents import ReferenceList, Words
from services.registry.catalogue.rules.rdf import JSON_LD, TURTLE, Form, Operator, serialised
from services.registry.lists import store as lists_store
from services.registry.settings import Settings
from shared.database import PartySession, Transaction
from shared.dutch_day import today
from shared.http.contract import preferred

router = APIRouter(tags=["catalogue"])

_TEXT: Final[dict[str, Any]] = {"schema": {"type": "string"}}
_FORMS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The catalogue.", "content": {TURTLE: _TEXT, JSON_LD: {"schema": {"type": "object"}}}}
}


@router.get("/catalog", summary="Read the catalogue", response_class=Response, responses=_FORMS)
def read_catalogue(
    _caller: Anyone,
    session: Transaction,
    settings: ServiceSettings,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """Datasets, distributions and data services by DCAT-AP-NL 3.0: Turtle, or JSON-LD when `Accept` prefers it."""
    form = cast("Form", preferred(accept, (TURTLE, JSON_LD)))
    headers = {"Cache-Control": "public, max-age=300", "Vary": "Accept"}
    return Response(
        serialised(_operator(settings), _lists(session), form), media_type=f"{form}; charset=utf-8", headers=headers
    )


def _lists(session: PartySession) -> tuple[ReferenceList, ...]:
    """The lists of which a version holds today, by name."""
    day = today()
    in_force = {
        record.list: ReferenceList(record.list, Words(record.nl, record.en))
        for record in lists_store.list_versions(session)
        if record.holds_on(day)
    }
    return tuple(in_force[name] for name in sorted(in_force))


def _operator(settings: Settings) -> Operator:
    return Operator(
        registry_url=settings.registry_url,
        ingest_url=settings.ingest_url,
        kpi_url=settings.kpi_url,
        publisher=settings.catalog_publisher,
        publisher_name=settings.catalog_publisher_name,
        contact_name=settings.contact_name,
        contact_url=settings.contact_url,
        contact_email=settings.contact_email,
    )
