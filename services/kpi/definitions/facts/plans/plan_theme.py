"""The fact `plan_theme`: what a plan says of a theme, as it stood at the end of a month in which the plan ran.

A theme stands under its name in the Agenda; one that the Agenda has dropped, under its own.
"""

from typing import Final

from services.kpi.definitions.declarations.dimensions import ORGANISATION, STEP, TIER
from services.kpi.definitions.declarations.fact import (
    Column,
    ColumnType,
    CountedOn,
    Dimension,
    Fact,
    boolean,
    number,
    text,
)
from shared.reference.themes import agenda_theme, theme_codes

_SOURCE: Final = "records of plans"

PLAN_THEME: Final = Dimension(
    "planTheme",
    "theme",
    text("theme", "theme of the plan", "lists of themes", *sorted({agenda_theme(code) for code in theme_codes()})),
    "thema van het plan",
    "theme of the plan",
    overlaps=True,
)
PLAN_TYPE: Final = text(
    "plan_type", "what kind of plan it is", _SOURCE, "action-plan", "category-plan", "operations-plan"
)

FACT: Final = Fact(
    name="plan_theme",
    unit_of_count="theme of a plan",
    scope="plan_theme",
    key=("unit", "theme"),
    address="/v1/plans/{sender_key}?buyer={lead_body}",
    dimensions=(TIER, ORGANISATION, PLAN_THEME, STEP),
    dates=(
        CountedOn("state", Column("state_on", ColumnType.DATE, "last day of a month of the plan", _SOURCE, unit="day")),
    ),
    measured=(
        PLAN_TYPE,
        text("scale", "scale of the level", f"{_SOURCE}; list of scales", "manifest", "ambition-web", "none"),
        number("level", "level on that scale", _SOURCE, unit="level"),
        boolean("left_out", "the plan leaves the theme out and says why", _SOURCE),
    ),
    released=boolean("released", "counts outside the body's own figures", f"{_SOURCE}; C29"),
)
