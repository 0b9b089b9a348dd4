"""What the dashboard needs to know. Read from the environment with the prefix `PPDS_`, as the services do."""

from pathlib import Path
from typing import Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.identity.trusted_issuers import TrustedIssuer
from shared.settings import BaseUrl, ServiceName

OWN_SCOPES: Final = ("ingest:read", "kpi:read", "registry:read")
"""What the public pages read with: what anybody may see, asked with the dashboard's own client."""


class Settings(BaseSettings):
    """Where the services are, who the dashboard is there, and its limits."""

    model_config = SettingsConfigDict(env_prefix="PPDS_", extra="ignore", frozen=True)

    dashboard_url: BaseUrl = Field("http://127.0.0.1:8004", description="Address of the dashboard itself.")
    registry_url: BaseUrl = Field("http://127.0.0.1:8001", description="Address of the registry, without /v1.")
    ingest_url: BaseUrl = Field("http://127.0.0.1:8002", description="Address of ingest, without /v1.")
    kpi_url: BaseUrl = Field("http://127.0.0.1:8003", description="Address of kpi, without /v1.")
    client_id: str | None = Field(None, description="The dashboard's own client at the registry.")
    client_key_file: Path | None = Field(None, description="File with the private key (PEM) of that client.")
    trusted_issuers: tuple[TrustedIssuer, ...] = Field(
        (), description="Issuers of people's tokens, as the services have them.", repr=False
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least level that is logged.")
    environment: Literal["development", "production"] = Field("development", description="In production, https alone.")
    metrics_port: int | None = Field(
        None, ge=1, le=65_535, description="Port on which this process shows its metrics; nowhere when not set."
    )
    metrics_host: str = Field("127.0.0.1", description="Address to which that port belongs.")
    session_idle_minutes: float = Field(30, gt=0, le=480, description="Minutes without use after which a session ends.")
    session_hours: float = Field(8, gt=0, le=24, description="Hours after which a session ends in any case.")
    sessions_kept: int = Field(5_000, ge=1, description="Most people signed in at once, per process.")
    contact_email: str = Field("beheer@ppds.example.org", description="Address at the foot of each page.")
    answer_seconds: float = Field(5.0, ge=0, le=60, description="Seconds that an answer of a service is used again.")
    answers_kept: int = Field(2_000, ge=0, description="Most answers that are kept for that.")
    upload_bytes: int = Field(
        100_000_000, ge=1_000_000, description="Largest file that is taken in a page; larger ones go to ingest itself."
    )
    charts_at_once: int = Field(2, ge=1, le=16, description="Processes that draw charts.")
    charts_waiting: int = Field(64, ge=1, description="Charts that wait to be drawn; beyond it 503.")
    charts_kept: int = Field(500, ge=0, description="Most drawn charts that are kept.")

    @model_validator(mode="after")
    def _https_in_production(self) -> Self:
        if self.environment == "production":
            stated = (self.dashboard_url, self.registry_url, self.ingest_url, self.kpi_url)
            if plain := [url for url in stated if url.startswith("http://")]:
                message = f"in production every address must be https, these are not: {', '.join(plain)}"
                raise ValueError(message)
            if faults := [fault for issuer in self.trusted_issuers for fault in issuer.faults_in_production()]:
                message = f"in production these issuers are not trusted: {'; '.join(faults)}"
                raise ValueError(message)
        return self

    @property
    def origin(self) -> str:
        """The dashboard's own origin, as browsers write it."""
        parts = urlsplit(self.dashboard_url)
        return f"{parts.scheme}://{parts.netloc.lower()}"

    def base_url(self, service: ServiceName) -> str:
        """Address of a service; also the audience of the tokens it accepts."""
        return {"registry": self.registry_url, "ingest": self.ingest_url, "kpi": self.kpi_url}[service]
