"""Parties: their public names and identifiers, kept by an administrator."""

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response, status
from sqlalchemy.orm import Session
from starlette.convertors import Convertor, register_url_convertor

from services.registry.access import Anyone, PartyAdministrator, ServiceSettings
from services.registry.faults import BAD_IDENTIFIER
from services.registry.parties.operations import change_party, create_party
from services.registry.parties.rules.records import Identifier
from services.registry.parties.rules.words import PartyKind
from services.registry.parties.schemas.answers import PartyDetailOut, PartyOut
from services.registry.parties.schemas.facts import NewParty, PartyFactsModel
from services.registry.parties.store import kinship, parties, party_writes
from services.registry.parties.store.parties import PartyFilter
from services.registry.parties.store.party_writes import StoredParty
from shared.database import Transaction
from shared.dutch_day import today
from shared.errors import BadInput, NotFound
from shared.http.paging import Page, Paging, cut
from shared.http.preconditions import IfMatch, etag
from shared.http.schema import OptionalDay
from shared.identity.organisations import demand_party
from shared.procurement.finding import Text
from shared.reference.codes import Tier


class _PartyKey(Convertor[str]):
    """A key as it stands in an address, slashes and all; a step that starts with an underscore is an act, no key."""

    regex = "(?!_)(?:(?!/_).)+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("party", _PartyKey())
router = APIRouter(tags=["parties"])


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
            errors=(
                BAD_IDENTIFIER.within(
                    "query",
                    "identifier",
                    reason=Text(
                        "Verwacht wordt stelsel:waarde, als kvk:50200097.", "Expected is scheme:value, as kvk:50200097."
                    ),
                ),
            ),
        )
    return Identifier(scheme.lower(), value)


@router.get("/parties", summary="List parties")
def list_parties(
    _caller: Anyone,
    session: Transaction,
    paging: Paging,
    identifier: Annotated[Identifier | None, Depends(_identifier)],
    name: Annotated[str | None, Query(description="Part of the name.", min_length=1, max_length=200)] = None,
    tier: Tier | None = None,
    kind: PartyKind | None = None,
    parent: Annotated[str | None, Query(description="Key of the party they belong to.", max_length=300)] = None,
    member_of: Annotated[
        str | None,
        Query(
            alias="memberOf",
            description="Key of the umbrella association they are members of today.",
            max_length=300,
        ),
    ] = None,
) -> Page[PartyOut]:
    """Parties in the order of their keys. Names are public."""
    demand_party(session, parent, parameter="parent")
    demand_party(session, member_of, parameter="memberOf")
    asked = PartyFilter(name=name, tier=tier, kind=kind, identifier=identifier, parent=parent, member_of=member_of)
    rows = parties.parties_page(session, asked, after=paging.after_text(), limit=paging.fetch)
    shown, following = cut(rows, asked=paging, key=lambda party: (party.party,))
    identifiers = parties.published_identifiers(session, [party.party for party in shown], on=today())
    return Page[PartyOut](
        items=[PartyOut.of(party, identifiers.get(party.party, [])) for party in shown], next=following
    )


@router.post("/parties", status_code=status.HTTP_201_CREATED, summary="Add a party")
def add_party(
    asked: NewParty,
    caller: PartyAdministrator,
    response: Response,
    session: Transaction,
    settings: ServiceSettings,
) -> PartyDetailOut:
    """Add a party with all its facts. Every fault is named with its place, and nothing is written when there is one."""
    party = create_party(session, asked.facts(), key=asked.key, source=asked.source, actor=caller.actor)
    response.headers["Location"] = f"{settings.registry_url}/v1/parties/{quote(party.uri, safe='')}"
    return shown(session, party, response, on=today())


@router.get("/parties/{key:party}", summary="Read a party")
def read_party(
    key: str,
    _caller: Anyone,
    response: Response,
    session: Transaction,
    on: Annotated[OptionalDay, Query(description="The party as of this day; today by default.")] = None,
) -> PartyDetailOut:
    """One party by its key, percent-encoded or as it is; `ETag` is the version that a change starts from."""
    party = party_writes.stored_party(session, key)
    if party is None:
        raise NotFound(nl="Deze partij staat niet in het register.", en="This party is not in the register.")
    return shown(session, party, response, on=on or today())


@router.put("/parties/{key:party}", summary="Change a party")
def replace_party(
    key: str,
    asked: PartyFactsModel,
    caller: PartyAdministrator,
    response: Response,
    session: Transaction,
    if_match: IfMatch = None,
) -> PartyDetailOut:
    """Send back all facts of a party (`recorded`), changed. The same facts change nothing."""
    party = change_party(session, key, asked.facts(), if_match=if_match, actor=caller.actor)
    return shown(session, party, response, on=today())


def shown(session: Session, party: StoredParty, response: Response, *, on: date) -> PartyDetailOut:
    """A party as the API answers it, under its version."""
    response.headers["ETag"] = etag(party.version)
    return PartyDetailOut.on(
        party,
        on,
        predecessors=kinship.predecessors_of(session, party.uri),
        successors=kinship.successors_of(session, party.uri),
    )
