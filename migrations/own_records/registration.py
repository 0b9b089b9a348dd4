"""Registrations below the threshold."""

from typing import Final

from migrations.facts import create_fact_views
from migrations.history import create_with_history
from migrations.own_records.columns import CHAIN, OF_ITS_CHAIN, OF_UNIT, STANDING, THEMES

_ANSWERS: Final = (*THEMES, "any_theme")


def create() -> None:
    """Make the table and the fact."""
    answers = ", ".join(f"{theme} boolean" for theme in _ANSWERS)
    create_with_history(
        "registration",
        keys={"unit": "uuid"},
        columns=f"{OF_UNIT}, awarded_on date not null, cpv text, value_band integer not null, {CHAIN}, {answers}",
    )
    answered = ", ".join(f"f.{theme}" for theme in _ANSWERS)
    create_fact_views(
        "registration",
        table="registration",
        columns=f"{STANDING}, f.awarded_on, f.value_band, {OF_ITS_CHAIN}, {answered}",
    )
