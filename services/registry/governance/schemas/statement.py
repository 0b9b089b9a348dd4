"""What bodies state about themselves, as the API takes and gives it."""

from typing import Annotated, Final, Literal

from pydantic import Field

from services.registry.governance.rules.statement import (
    Choice,
    InstrumentUse,
    Quality,
    Role,
    RoleHolding,
    Statement,
    ThemeChoice,
)
from services.registry.governance.schemas.tier_profiles import QuestionOut
from services.registry.periods.schemas import Dated
from shared.http.schema import ApiModel, LocalisedText, OptionalMoment

Label = Annotated[str, Field(min_length=2, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Reason = Annotated[str, Field(min_length=3, max_length=1000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+$")]
Code = Annotated[str, Field(min_length=2, max_length=64, pattern=r"^[a-z0-9][a-z0-9:-]+$")]

NATIONAL_TOTALS: Final = LocalisedText(
    nl=(
        "Landelijke totalen tellen alleen de gezamenlijke thema's, voor iedereen dezelfde: wat een organisatie toevoegt"
        " of weglaat, verandert alleen haar eigen overzicht."
    ),
    en=(
        "National totals count the common themes only, the same for everybody: what a body adds or leaves out changes"
        " its own overview alone."
    ),
)


class RoleHoldingIn(Dated):
    """A function, and perhaps the department it is in, that holds a role. No names of people."""

    role: Role
    function: Label
    department: Label | None = None


class InstrumentUseIn(Dated):
    """An instrument or source in use (GET /v1/instruments, or `own:name` with a name), and how good it is."""

    instrument: Code
    name: Label | None = None
    used_for: Label | None = None
    owner: Label | None = Field(None, description="Function or department that keeps it.")
    quality: Quality
    quality_reason: Reason


class ThemeChoiceIn(Dated):
    """A theme added to the common set (a local theme, or `own:name` with names), or left out of it, and why."""

    choice: Choice
    theme: Code
    name_nl: Label | None = None
    name_en: Label | None = None
    reason: Reason


class GovernanceIn(ApiModel):
    """All that a body states about itself: what is not in it no longer stands."""

    roles: Annotated[list[RoleHoldingIn], Field(max_length=100)]
    instruments: Annotated[list[InstrumentUseIn], Field(max_length=200)]
    themes: Annotated[list[ThemeChoiceIn], Field(max_length=100)]

    def as_statement(self) -> Statement:
        return Statement(
            [RoleHolding(role.role, role.function, role.department, role.period) for role in self.roles],
            [
                InstrumentUse(
                    instrument.instrument,
                    instrument.name,
                    instrument.used_for,
                    instrument.owner,
                    instrument.quality,
                    instrument.quality_reason,
                    instrument.period,
                )
                for instrument in self.instruments
            ],
            [
                ThemeChoice(theme.choice, theme.theme, theme.name_nl, theme.name_en, theme.reason, theme.period)
                for theme in self.themes
            ],
        )


class GovernanceOut(ApiModel):
    """What a body states about itself, and what follows from it and from its tier today."""

    party: str
    stated_at: OptionalMoment = Field(description="Null when it never stated anything.")
    roles: list[RoleHoldingIn]
    instruments: list[InstrumentUseIn]
    themes: list[ThemeChoiceIn]
    common_themes: list[str]
    own_themes: list[str] = Field(description="Themes of the body's own overview today.")
    national_totals: LocalisedText
    profile: list[QuestionOut] = Field(description="What is asked of this body today.")


class QualityCount(ApiModel):
    """How many bodies judge an instrument or source so."""

    quality: Quality
    bodies: int


class InstrumentOut(ApiModel):
    """An instrument or source for monitoring, and how many bodies use it today."""

    code: str
    kind: Literal["instrument", "source", "own"]
    name: LocalisedText | None = Field(description="Null for an instrument of a body's own.")
    keeper: str | None
    source: str | None
    bodies: int
    judged: list[QualityCount]


class InstrumentsOut(ApiModel):
    """The instruments and sources with which bodies monitor."""

    items: list[InstrumentOut]
