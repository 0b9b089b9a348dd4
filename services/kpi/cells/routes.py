"""Events: what ingest notifies of (NL GOV CloudEvents 1.1). Only the position is used."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from services.kpi.access import EventSender, ServiceSettings
from services.kpi.cells.store.change_log import wake_workers
from shared.database import Transaction
from shared.errors import BadInput, TooLarge
from shared.http.incoming import whole_body
from shared.http.paging import LARGEST_NUMBER
from shared.log.events import MEDIA_TYPE
from shared.procurement.field_rules import finding_of

router = APIRouter(prefix="/events", tags=["events"])

_BODY: Final = {
    "requestBody": {
        "required": True,
        "content": {
            MEDIA_TYPE: {
                "schema": {
                    "type": "object",
                    "required": ["specversion", "id", "source", "type", "data"],
                    "properties": {
                        "specversion": {"type": "string", "const": "1.0"},
                        "id": {"type": "string"},
                        "source": {"type": "string"},
                        "type": {"type": "string"},
                        "time": {"type": "string", "format": "date-time"},
                        "data": {
                            "type": "object",
                            "required": ["position"],
                            "properties": {"position": {"type": "integer", "minimum": 0}},
                        },
                    },
                }
            }
        },
    }
}


class _Position(BaseModel):
    position: Annotated[int, Field(ge=0, le=LARGEST_NUMBER, strict=True)]


class Event(BaseModel):
    """A CloudEvent as we need it; other attributes are allowed and not read."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False)

    specversion: Literal["1.0"]
    id: Annotated[str, Field(min_length=1, max_length=500)]
    source: Annotated[str, Field(min_length=1, max_length=500)]
    type: Annotated[str, Field(min_length=1, max_length=200)]
    data: _Position


async def _event(request: Request, settings: ServiceSettings) -> Event:
    limit = settings.event_body_limit
    too_large = TooLarge(
        nl=f"Een event mag hier ten hoogste {limit} bytes zijn.", en=f"An event may be at most {limit} bytes here."
    )
    body = await whole_body(request, limit=limit, too_large=too_large)
    try:
        return Event.model_validate_json(body)
    except ValidationError as cause:
        faults = tuple(
            finding_of({**fault, "loc": ("body", *fault["loc"])})
            for fault in cause.errors(include_input=False, include_url=False)
        )
        raise BadInput(
            nl="Dit is geen CloudEvent met een positie; in errors staat wat er moet veranderen.",
            en="This is no CloudEvent with a position; errors says what to change.",
            errors=faults,
        ) from cause


@router.post("", summary="Announce a change", status_code=204, openapi_extra=_BODY)
def receive_event(session: Transaction, _caller: EventSender, event: Annotated[Event, Depends(_event)]) -> None:
    """Say that there is something new; kpi reads by itself what. An event that is lost or repeated does no harm."""
    wake_workers(session.connection(), event.data.position)
