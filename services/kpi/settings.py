"""Settings of the kpi service and its worker."""

from typing import Final

from pydantic import Field

from shared.settings import ServiceSettings

VERSION: Final = "0.1.0"
"""Of the program, as every answer and publication states it."""


class Settings(ServiceSettings):
    """What kpi needs beside what every service needs."""

    card_time_limit_seconds: float = Field(
        30.0, gt=0, le=60, description="Longest that one pass of definition cards over a fact may take."
    )
    refresh_target_seconds: float = Field(
        5.0, gt=0, description="How long one refresh transaction should take; the number of places follows from it."
    )
    refresh_interval_seconds: float = Field(
        1.0, gt=0, description="How often the worker looks for changes by itself, when no event wakes it."
    )
    refresh_pause_limit_seconds: float = Field(
        10.0, ge=0, description="Longest rest after a refresh round during a load; else ten times as long as the round."
    )
    most_rows: int = Field(5000, ge=1, description="Most rows in one answer; a cursor leads past it.")
    most_indicators: int = Field(120, ge=1, description="Most indicators in one request for values.")
    event_body_limit: int = Field(65_536, ge=1024, description="Largest event in bytes (NL GOV CloudEvents profile).")
