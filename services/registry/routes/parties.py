"""Parties: their public names and identifiers, and the import of lists by an administrator."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from services.registry.operations.parties import import_parties
from services.registry.party_list import Identifier
from services.registry.routes.access import Anyone, PartyAdministrator, today
from services.registry.schemas.parties import ImportReportOut, PartyOut
from services.registry.schemas.words import PartyKind, Tier
from services.registry.store import parties
from services.registry.store.parties import PartyFilter
from shared.database import Transaction
from shared.errors import BadInput, FieldError, NotFound, TooLarge
from shared.paging import Page, Paging, cut
from shared.schema import OptionalDay

LIST_MEDIA = {"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}}

router = APIRouter(tags=["parties"])


async def _list_body(request: Request) -> bytes:
    limit: int = request.app.state.settings.party_list_limit
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TooLarge(
                nl=f"Een lijst mag hier ten hoogste {limit} bytes zijn.",
                en=f"A list may be at most {limit} bytes here.",
            )
    return bytes(body)


def _identifier(
    identifier: Annotated[
        str | None,
        Query(
            description="Scheme and value, as `oin:00000001003214345000`, `kvk:50200097` or `rsin:003214345`.",
            max_length=300,
        ),
    ] = None,
) -> Identifier | None:
    if identifier is None:
        return None
    scheme, colon, value = identifier.partition(":")
    if not colon or not value:
        raise BadInput(
            nl="Het filter identifier heeft de vorm stelsel:waarde.",
            en="The filter identifier has the form scheme:value.",
            errors=(FieldError("query", "identifier", "bad-identifier", "expected scheme:value, as kvk:50200097"),),
        )
    return Identifier(scheme.lower(), value)


@router.get("/parties")
def list_parties(
    _caller: Anyone,
    session: Transaction,
    paging: Paging,
    identifier: Annotated[Identifier | None, Depends(_identifier)],
    name: Annotated[str | None, Query(description="Part of the name.", min_length=1, max_length=200)] = None,
    tier: Tier | None = None,
    kind: PartyKind | None = None,
) -> Page[PartyOut]:
    """Parties in the order of their keys. Names are public; test bodies of the sandbox are not listed."""
    asked = PartyFilter(name=name, tier=tier, kind=kind, identifier=identifier)
    rows = parties.parties_page(session, asked, after=paging.after_text(), limit=paging.fetch)
    shown, following = cut(rows, asked=paging, key=lambda party: (party.party,))
    identifiers = parties.published_identifiers(session, [party.party for party in shown])
    return Page[PartyOut](
        items=[PartyOut.of(party, identifiers.get(party.party, [])) for party in shown], next=following
    )


@router.get("/parties/{key:path}")
def read_party(key: str, _caller: Anyone, session: Transaction) -> PartyOut:
    """One party by its key, percent-encoded or as it is."""
    found = parties.published_party(session, key)
    if found is None:
        raise NotFound(nl="Deze partij staat niet in het register.", en="This party is not in the register.")
    return PartyOut.of(found, parties.published_identifiers(session, [key]).get(key, []))


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
    """Bring the register in line with a list of organisations (CSV)."""
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
