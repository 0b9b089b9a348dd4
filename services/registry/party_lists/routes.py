"""The import of a list of organisations by an administrator."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from services.registry.access import PartyAdministrator
from services.registry.party_lists.operations import import_parties
from services.registry.party_lists.schemas import ImportReportOut
from shared.database import Transaction
from shared.dutch_day import today
from shared.errors import TooLarge
from shared.http.incoming import whole_body
from shared.http.schema import OptionalDay

LIST_MEDIA = {
    "requestBody": {
        "required": True,
        "content": {"text/csv": {"schema": {"type": "string"}}, "application/xml": {"schema": {"type": "string"}}},
    }
}

router = APIRouter(tags=["parties"])


async def _list_body(request: Request) -> bytes:
    limit: int = request.app.state.settings.party_list_limit
    too_large = TooLarge(
        nl=f"Een lijst mag hier ten hoogste {limit} bytes zijn.", en=f"A list may be at most {limit} bytes here."
    )
    return await whole_body(request, limit=limit, too_large=too_large)


@router.post("/parties/_import", openapi_extra=LIST_MEDIA)
def import_list(
    caller: PartyAdministrator,
    session: Transaction,
    content: Annotated[bytes, Depends(_list_body)],
    source: Annotated[str, Query(description="Name of the list.", min_length=1, max_length=200)] = "import",
    on: Annotated[OptionalDay, Query(description="Day from which changes hold; today by default.")] = None,
    *,
    complete: Annotated[
        bool, Query(description="The list names every organisation of the kinds in it; who it lacks has ended.")
    ] = False,
    dry_run: Annotated[bool, Query(alias="dryRun", description="Say what would change and change nothing.")] = False,
) -> ImportReportOut:
    """Bring the register in line with a list of organisations: CSV, or XML of the register of overheidsorganisaties."""
    report = import_parties(
        session,
        content,
        actor=caller.actor,
        source=source,
        on=on or today(),
        complete=complete,
        dry_run=dry_run,
    )
    return ImportReportOut.of(report)
