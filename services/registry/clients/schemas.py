"""Clients, as the API takes and gives them."""

from typing import Annotated

from pydantic import Field

from services.registry.clients.store.clients import ClientRecord
from services.registry.free_text import WITHOUT_CONTACTS
from services.registry.parties.rules.words import ClientState, PartyKind
from shared.http.schema import ApiModel, Moment, OptionalMoment

Label = Annotated[str, Field(min_length=3, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$"), WITHOUT_CONTACTS]


class JwkSet(ApiModel):
    """Public RSA keys of a client (RFC 7517): kty, kid, n, e; alg RS256 or PS256 and use sig if stated."""

    keys: Annotated[list[dict[str, object]], Field(min_length=1, max_length=10)]


class NewSandboxClient(ApiModel):
    """A client for a fictitious body; everything but the keys may be left out."""

    name: Label | None = None
    kind: PartyKind = "municipality"
    oin: Annotated[str, Field(description="A free test OIN: prefix 00000099.", max_length=40)] | None = None
    jwks: JwkSet


class NewClient(ApiModel):
    """A client of a party, or without a party one of the data space itself."""

    client: Annotated[str, Field(max_length=63)] | None = None
    party: Annotated[str, Field(max_length=500)] | None = None
    label: Label
    scopes: Annotated[list[str], Field(min_length=1, max_length=20)]
    jwks: JwkSet


class ClientUpdate(ApiModel):
    """What a client is from now on. A client that is suspended or ended has no tokens; ended is for good."""

    label: Label
    scopes: Annotated[list[str], Field(min_length=1, max_length=20)]
    jwks: JwkSet
    state: ClientState


class ClientPartyOut(ApiModel):
    """The party a client acts for."""

    key: str
    kind: PartyKind | None
    name: str | None


class ClientOut(ApiModel):
    """A registered client. At `tokenUrl` it asks tokens, each with one of the `audiences` as its `resource`."""

    client: str
    label: str
    party: ClientPartyOut | None
    scopes: list[str]
    state: ClientState
    sandbox: bool
    keys: list[str] = Field(description="The kid of each registered key.")
    registered_at: Moment
    expires_at: OptionalMoment = Field(description="From when on a sandbox client is unknown; null for a real one.")
    token_url: str
    audiences: list[str]

    @classmethod
    def of(cls, client: ClientRecord, *, keys: list[str], token_url: str, audiences: tuple[str, ...]) -> "ClientOut":
        party = None
        if client.party is not None:
            party = ClientPartyOut(key=client.party, kind=client.party_kind, name=client.party_name)
        return cls(
            client=client.id,
            label=client.label,
            party=party,
            scopes=list(client.scopes),
            state=client.state,
            sandbox=client.sandbox,
            keys=keys,
            registered_at=client.registered_at,
            expires_at=client.expires_at,
            token_url=token_url,
            audiences=list(audiences),
        )
