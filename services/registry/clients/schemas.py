"""Clients, as the API takes and gives them."""

from typing import Annotated

from pydantic import Field

from services.registry.clients.rules import ProposalState
from services.registry.clients.store.clients import ClientRecord
from services.registry.clients.store.proposals import ProposalRecord
from services.registry.parties.rules.words import ClientState, PartyKind
from shared.free_text import WITHOUT_CONTACTS, WrittenReason
from shared.http.schema import ApiModel, Moment, OptionalMoment
from shared.identity.keys import thumbprint
from shared.identity.signing_keys import parse_key_set

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


class NewClientProposal(ApiModel):
    """A new client of a party, or without a party one of the data space itself; or what one that exists is to be."""

    client: Annotated[str, Field(description="Id of the client; made up when left out.", max_length=63)] | None = None
    party: Annotated[str, Field(max_length=500)] | None = None
    label: Label
    scopes: Annotated[list[str], Field(min_length=1, max_length=20)]
    jwks: JwkSet


class ProposalRefusal(ApiModel):
    """Why a proposal is refused, or taken back by who made it."""

    reason: WrittenReason


class ClientProposalOut(ApiModel):
    """A proposal for a client, decided or not. A person is named by a pseudonym.

    `thumbprints` (RFC 7638) name the keys by what they are: compare them with what the body says its keys are.
    """

    id: int
    client: str
    is_new: bool = Field(description="Whether the client is to be made; otherwise it exists and is to be changed.")
    party: str | None
    label: str
    scopes: list[str]
    thumbprints: list[str]
    state: ProposalState
    proposed_by: str
    proposed_at: Moment
    decided_by: str | None
    decided_at: OptionalMoment
    reason: str | None = Field(description="Why it was refused.")

    @classmethod
    def of(cls, proposal: ProposalRecord) -> "ClientProposalOut":
        keys = [thumbprint(key.rsa) for key in parse_key_set(proposal.jwks)]
        return cls.like(proposal, is_new=proposal.client_version is None, thumbprints=keys)


class ClientUpdate(ApiModel):
    """What a client is from now on, without keys and scopes that it has not: those are proposed.

    A client that is suspended or ended has no tokens; ended is for good.
    """

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
        return cls.like(client, client=client.id, party=party, keys=keys, token_url=token_url, audiences=audiences)
