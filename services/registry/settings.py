"""Settings of the registry, beside those that all services share."""

from pydantic import Field

from shared.identity.token_verification import LONGEST_LIFE
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the registry needs to know."""

    token_life: int = Field(900, ge=60, le=LONGEST_LIFE, description="Seconds that an access token lives.")
    tokens_per_minute: int = Field(
        120, ge=1, description="Requests of one client to the endpoints below /oauth in a minute, per process."
    )
    failed_sign_ins_per_minute: int = Field(
        120,
        ge=1,
        description="Failed sign-ins of one network address in the name of one client in a minute, per process.",
    )
    sandbox_clients_per_hour: int = Field(
        120, ge=0, description="New sandbox clients in an hour, for the whole registry; 0 closes the sandbox."
    )
    sandbox_clients_per_address: int = Field(
        10, ge=1, description="New sandbox clients in an hour from one network address, per process."
    )
    sandbox_days: int = Field(30, ge=1, description="Days that a sandbox client and its test body live.")
    party_list_limit: int = Field(
        60_000_000, ge=1024, description="Largest list of organisations that can be imported over HTTP, in bytes."
    )
    catalog_publisher: str = Field(
        "https://identifier.ppds.example/id/test/00000099000000001000",
        pattern=r"^https://identifier\.(overheid\.nl/tooi/id|ppds\.example/id)/[A-Za-z0-9/_-]+$",
        description="TOOI URI of the body that publishes the catalogue and what is in it; fictitious by default.",
    )
    catalog_publisher_name: str = Field(
        "Voorbeeldbeheerder van de dataruimte (fictief)", min_length=1, description="Name of that body."
    )

    @property
    def token_endpoint(self) -> str:
        """Where tokens are asked for; also the audience of a client's assertion."""
        return f"{self.issuer}/oauth/token"

    @property
    def audiences(self) -> tuple[str, ...]:
        """For whom tokens are: the three services of the data space."""
        return (self.registry_url, self.ingest_url, self.kpi_url)

    @property
    def introspection_endpoint(self) -> str:
        """Where is asked whether a token holds."""
        return f"{self.issuer}/oauth/introspect"

    @property
    def revocation_endpoint(self) -> str:
        """Where a client withdraws a token of its own."""
        return f"{self.issuer}/oauth/revoke"
