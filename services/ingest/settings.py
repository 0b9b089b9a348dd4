"""Settings of ingest: what every process shares, and the limits on what is taken in."""

from pathlib import Path

from pydantic import Field

from services.ingest.formats.parsed import Limits
from shared.settings import ServiceSettings


class Settings(ServiceSettings):
    """Limits protect memory, disk and time; a body within them is read whole."""

    max_received_bytes: int = Field(2**30, ge=1, description="Largest body on the line, in bytes.")
    max_content_bytes: int = Field(4 * 2**30, ge=1, description="Largest body after content decoding, in bytes.")
    max_expansion: int = Field(
        200, ge=2, description="Content over received bytes at most, beyond the first 16 MiB: a bomb expands more."
    )
    max_record_bytes: int = Field(32 * 2**20, ge=1024, description="Largest single record, in bytes.")
    max_record_depth: int = Field(200, ge=10, description="Deepest nesting of one record.")
    segment_bytes: int = Field(
        16 * 2**20, ge=2**20, description="Newline-delimited bodies are read in parts of this size, side by side."
    )
    batch_records: int = Field(1000, ge=1, le=20_000, description="Records in one transaction of the worker.")
    batch_bytes: int = Field(4 * 2**20, ge=1024, description="Bytes of records in one transaction of the worker.")
    procedure_notices: int = Field(
        2000, ge=2, description="Notices of one procedure that are taken in; those beyond it are refused."
    )
    worker_poll_seconds: float = Field(0.2, gt=0, description="How often an idle worker looks for work.")
    max_tries: int = Field(5, ge=1, description="Failed tries of one batch before its submission fails.")
    retry_seconds: float = Field(2.0, ge=0, description="Wait after the first failed try; doubles with each next one.")
    arrival_days: int = Field(7, ge=1, le=7, description="Days an unread body is kept at most when reading it fails.")
    unsealed_hours: int = Field(
        24, ge=1, description="Hours after which the chunks of a broken-off upload are removed."
    )
    sandbox_days: int = Field(30, ge=1, description="Days that what was sent in the sandbox is kept.")
    validation_bytes: int = Field(10 * 2**20, ge=1, description="Largest body of a validation, after content decoding.")
    validation_seconds: float = Field(10.0, gt=0, description="Longest time a validation may take.")
    validation_processes: int = Field(
        1, ge=1, description="Validations that run at once; as many more for bodies below 100 kB."
    )
    validation_seconds_per_minute: float = Field(
        20.0, gt=0, description="Seconds that validations of one address may work in a minute; beyond it 429."
    )
    change_wait_seconds: float = Field(1.0, ge=0, description="Least time between two bells to kpi.")
    mandate_seconds: float = Field(
        30.0, ge=0, description="How long an answer of the registry on mandates is used before it is asked again."
    )
    mandate_days: float = Field(
        7.0, ge=0, le=31, description="Days that the last answer on mandates counts while the registry is down."
    )
    bulk_folder: Path | None = Field(
        None,
        description="Folder for the files in bulk, the same for all processes of ingest; none are made when not set.",
    )
    bulk_hours: float = Field(24.0, ge=0, description="Least hours between two editions of the files in bulk.")
    bulk_editions: int = Field(7, ge=1, description="Editions of a year that are kept, the newest with them.")
    bulk_grace_hours: float = Field(
        24.0, ge=0, description="Hours that a replaced edition is kept at least, for who is downloading it."
    )
    bulk_bytes: int = Field(100 * 2**30, ge=1, description="Bytes of that folder that may be used at most.")

    ocds_prefix: str = Field(
        "ocds-notreg",
        pattern=r"^ocds-[a-z0-9]{6}$",
        description="Prefix of the ocids we publish, registered with the Open Contracting Partnership; the default says"
        " that it is not.",
    )
    open_data_publisher: str = Field("Beheer PPDS", min_length=1, description="Name of who publishes the open data.")
    open_data_policy_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s?#]+$",
        description="Page with the policy of publishing the open data; that of the contact when not set.",
    )

    @property
    def limits(self) -> Limits:
        """How large one record may be."""
        return Limits(max_bytes=self.max_record_bytes, max_depth=self.max_record_depth)
