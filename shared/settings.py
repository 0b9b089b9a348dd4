"""Settings every process shares. Read from the environment with the prefix `PPDS_`; a service adds its own limits."""

from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.identity.trusted_issuers import TrustedIssuer

ServiceName: TypeAlias = Literal["registry", "ingest", "kpi"]


def without_trailing_slash(url: str) -> str:
    """The same address without a slash at its end, so that paths can be put behind it."""
    return url.rstrip("/")


BaseUrl: TypeAlias = Annotated[str, Field(pattern=r"^https?://[^\s?#]+$"), AfterValidator(without_trailing_slash)]


class ServiceSettings(BaseSettings):
    """What the registry, ingest and kpi all need to know."""

    model_config = SettingsConfigDict(env_prefix="PPDS_", extra="ignore", frozen=True)

    database_url: str = Field(
        description="SQLAlchemy address of the database, with the role of this process: postgresql+psycopg://...",
        repr=False,
    )
    registry_url: BaseUrl = Field("http://127.0.0.1:8001", description="Address of the registry, without /v1.")
    ingest_url: BaseUrl = Field("http://127.0.0.1:8002", description="Address of ingest, without /v1.")
    kpi_url: BaseUrl = Field("http://127.0.0.1:8003", description="Address of kpi, without /v1.")
    issuer: BaseUrl = Field("", description="Issuer of accepted access tokens; the registry when not set.")
    trusted_issuers: tuple[TrustedIssuer, ...] = Field(
        (),
        description="Issuers of people's tokens, and which scopes their roles give: docs/how-to/administer.md.",
        repr=False,
    )
    documentation_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s?#]+[^\s?#/]$",
        description="Where /rules/<code> and /problems/<name> are explained; /v1 of the service itself when not set.",
    )
    client_id: str | None = Field(None, description="This service's own client at the registry.")
    client_key_file: Path | None = Field(None, description="File with the private key (PEM) of that client.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level that is logged.")
    environment: Literal["development", "production"] = Field(
        "development", description="In production all addresses must be https, and no test issuer is trusted."
    )
    oin: str = Field(
        "00000099000000001000", pattern=r"^\d{20}$", description="OIN of who runs PPDS; names it in events."
    )
    contact_name: str = Field("Beheer PPDS", description="Who answers questions about this service.")
    contact_url: str = Field("https://ppds.example.org", description="Page of that contact.")
    contact_email: str = Field("beheer@ppds.example.org", description="Address of that contact; also in security.txt.")
    metrics_port: int | None = Field(
        None, ge=1, le=65_535, description="Port on which this process shows its metrics; nowhere when not set."
    )
    metrics_host: str = Field(
        "127.0.0.1", description="Address to which that port belongs: by default this machine alone."
    )
    database_pool: int = Field(8, ge=1, le=64, description="Database connections of this process.")
    requests_per_minute: int = Field(
        12_000, ge=1, description="Requests of one client or person in a minute, per process; beyond it 429."
    )
    open_requests_per_minute: int = Field(
        1_200, ge=1, description="Requests without a token of one address in a minute, per process; beyond it 429."
    )
    gateways: tuple[str, ...] = Field(
        (),
        description="Addresses of the gateway whose X-Forwarded-For is believed (JSON list); of nobody when not set.",
    )
    json_body_limit: int = Field(1_048_576, ge=1024, description="Largest JSON request body in bytes (not streams).")
    json_depth_limit: int = Field(64, ge=4, le=200, description="Deepest nesting of a JSON request body.")
    json_element_limit: int = Field(20_000, ge=100, description="Most values in a JSON request body.")
    open_body_limit: int = Field(65_536, ge=1024, description="Largest JSON request body in bytes without a token.")
    open_element_limit: int = Field(2_000, ge=100, description="Most values in a JSON request body without a token.")
    body_seconds: float = Field(30, gt=0, description="Seconds that a request body may keep us waiting.")
    body_bytes_per_second: float = Field(4096, gt=0, description="Bytes that give a body a second more.")
    bodies_at_once: int = Field(400, ge=1, description="Request bodies that come in at once, per process.")
    bodies_of_one_address: int = Field(100, ge=1, description="Of these, those of one address; beyond it 503.")

    @model_validator(mode="before")
    @classmethod
    def _issuer_is_registry(cls, values: object) -> object:
        if isinstance(values, dict) and not values.get("issuer"):
            registry = values.get("registry_url") or cls.model_fields["registry_url"].default
            return {**values, "issuer": registry}
        return values

    @model_validator(mode="after")
    def _https_in_production(self) -> Self:
        if self.environment == "production":
            plain = [url for url in (self.registry_url, self.ingest_url, self.kpi_url) if url.startswith("http://")]
            if plain:
                message = f"in production every service address must be https, these are not: {', '.join(plain)}"
                raise ValueError(message)
            if faults := [fault for issuer in self.trusted_issuers for fault in issuer.faults_in_production()]:
                message = f"in production these issuers are not trusted: {'; '.join(faults)}"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _each_issuer_once(self) -> Self:
        stated = [self.issuer, *(issuer.issuer for issuer in self.trusted_issuers)]
        if twice := sorted({issuer for issuer in stated if stated.count(issuer) > 1}):
            message = f"an issuer is the registry or one trusted issuer, not both or two: {', '.join(twice)}"
            raise ValueError(message)
        return self

    def base_url(self, service: ServiceName) -> str:
        """Address of a service; also the audience of the tokens it accepts."""
        return {"registry": self.registry_url, "ingest": self.ingest_url, "kpi": self.kpi_url}[service]
