"""What every data contract has: who it is of, the body's own key, its version, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from shared.procurement.buyer_keys import BuyerKey, checked_key, key_of_number
from shared.procurement.erased import is_stand_in
from shared.procurement.finding import Finding, Rule, Severity, Text
from shared.procurement.misread import Misread
from shared.procurement.own_record import RecordKind, RecordState, Release
from shared.reference.themes import local_themes

LONGEST_KEY: Final = 100
LONGEST_TEXT: Final = 2000
NO_SUCH_NUMBER: Final = Rule(
    "REC-017",
    Severity.ERROR,
    "Dit nummer heeft niet de vorm van zijn stelsel: {why}",
    "This number is not of the form of its scheme: {why}",
    Text(
        "Controleer het; in een spreadsheet vallen nullen vooraan weg.",
        "Check it; a spreadsheet loses zeros in front.",
    ),
)
_FIRST_DAY: Final = date(1990, 1, 1)
_LAST_DAY: Final = date(2100, 12, 31)

Answer: TypeAlias = Literal["yes", "no", "withheld"]
"""An answer of the body. Left out is silent: it says nothing."""
Theme: TypeAlias = Literal[
    "climate", "circular", "pollution-biodiversity", "human-rights-labour", "diversity-inclusion", "social-return"
]
"""The six themes of the Agenda MVOI 2026-2030."""
_LOCAL: Final = "|".join(theme.code for theme in local_themes())
OwnTheme = Annotated[str, Field(pattern=rf"^({_LOCAL}|own:[a-z0-9][a-z0-9-]{{1,59}})$")]
"""A theme that the body added to the common ones: a local theme of the Agenda, or one of its own."""


def _plausible(day: date) -> date:
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise PydanticCustomError("implausible_day", "no plausible day")
    return day


def _number(value: Any) -> Any:  # noqa: ANN401 - whatever stands in the JSON
    """A number as JSON has it, or as text with a point; true and false are none."""
    if isinstance(value, bool):
        raise PydanticCustomError("decimal_type", "no number")
    return str(value) if isinstance(value, float) else value


Day = Annotated[date, AfterValidator(_plausible)]
"""A day, `2026-06-18`."""
Number = Annotated[Decimal, BeforeValidator(_number), Field(max_digits=24, decimal_places=9, allow_inf_nan=False)]
"""A number, exact to the last digit."""
Amount = Annotated[Number, Field(ge=0)]
"""A number that cannot be below zero."""
Percentage = Annotated[Number, Field(ge=0, le=100)]
Key = Annotated[str, Field(min_length=1, max_length=LONGEST_KEY, pattern=r"^[^\s].*$")]
"""A name that the body gives to something, and keeps."""
Prose = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
"""Text for people. Names, e-mail addresses and telephone numbers of people are not meant for it."""


def named(
    nl_name: str,
    nl: str,
    en: str,
    *,
    example: str | None = None,
    digits: int | None = None,
    also: Sequence[str] = (),
    limits: Mapping[str, Any] = MappingProxyType({}),
) -> Any:  # noqa: ANN401 - as pydantic's own
    """What is said of a property: its Dutch name as a column, its meaning in Dutch and English, an example.

    `digits` is how many an identifier of digits has; `also` are other headings that its column goes by; `limits` are
    those of pydantic's `Field`.
    """
    extra: dict[str, JsonValue] = {"x-nl-name": nl_name, "x-nl": nl, **({} if digits is None else {"x-digits": digits})}
    if also:
        extra["x-also"] = list(also)
    examples = None if example is None else [example]
    return Field(description=en, examples=examples, json_schema_extra=extra, **limits)


class ContractModel(BaseModel):
    """Part of a data contract. Properties it does not know are kept, with a warning."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="allow", frozen=True)


class Identifier(ContractModel):
    """A number of an organisation, and what kind of number it is."""

    scheme: Annotated[
        Literal["NL-KVK", "NL-OIN", "NL-RSIN", "NL-TOOI"],
        named("soort nummer", "Van welk stelsel het nummer is.", "Of which scheme the number is.", example="NL-KVK"),
    ]
    id: Annotated[
        str,
        named(
            "nummer",
            "Nummer van de leverancier of organisatie.",
            "Number of the supplier or body.",
            example="12345678",
            limits={"min_length": 1, "max_length": LONGEST_KEY},
        ),
    ]

    def checked(self) -> BuyerKey:
        """The number as it is compared. Raises Misread."""
        return checked_key(self.scheme.removeprefix("NL-").lower(), self.id)

    @property
    def compared(self) -> str:
        """The number as it is compared; what is none, as it is written."""
        try:
            return self.checked()[1]
        except Misread:
            return self.id

    def faults(self, place: str) -> Iterator[Finding]:
        """What is wrong with the number; what stands for somebody who was erased is none and stays."""
        if is_stand_in(self.id):
            return
        try:
            self.checked()
        except Misread as problem:
            yield NO_SUCH_NUMBER.at(f"{place}/id", self.id, why=problem.text)


def number_of(stated: str | Identifier) -> BuyerKey:
    """Which number of an organisation this is. Raises Misread."""
    return stated.checked() if isinstance(stated, Identifier) else key_of_number(stated)


class OwnRecordModel(ContractModel):
    """What stands at the head of every record."""

    kind: ClassVar[RecordKind]
    title_nl: ClassVar[str]
    title_en: ClassVar[str]
    default_release: ClassVar[Release] = Release.NOW
    buyer_by_name: ClassVar[bool] = False
    """Whether the body may be stated by its name in the register, as open data do."""
    example: ClassVar[Mapping[str, Any]]
    """One record, as JSON without its format and buyer, that goes in without a finding."""

    format_version: Annotated[Literal["1.0"], Field(description="Version of the data contract.")] = "1.0"
    buyer: Annotated[
        str | Identifier | None,
        named(
            "inkoper",
            "De organisatie van wie dit is: haar TOOI-adres, OIN, KvK-nummer of RSIN. Leeg: wie inzendt.",
            "The body it is of: its TOOI address, OIN, KvK number or RSIN. Left out: who sends it.",
            digits=20,
            also=("ministerie",),
            limits={"union_mode": "left_to_right"},
        ),
    ] = None
    sender_key: Annotated[
        Key,
        named(
            "sleutel",
            "De eigen sleutel van de organisatie; gelijk voor elke versie.",
            "The body's own key of the record; the same for every version.",
            example="INK-2026-0412",
        ),
    ]
    sender_version: Annotated[
        int,
        named(
            "versie",
            "Gaat omhoog bij elke wijziging; een lagere geldt nooit.",
            "Goes up with every change; a lower one never rules.",
            limits={"ge": 1, "le": 2**31, "strict": True},
        ),
    ] = 1
    state: Annotated[
        RecordState,
        named(
            "status",
            "concept telt nergens, ingetrokken neemt de werking weg.",
            "draft counts nowhere, withdrawn takes its effect away.",
        ),
    ] = RecordState.FINAL
    release: Annotated[
        Release | None,
        named(
            "vrijgave",
            "Vanaf wanneer het buiten de eigen cijfers meetelt.",
            "When it counts outside the body's own figures.",
        ),
    ] = None
    reason: Annotated[Prose | None, named("reden", "Waarom het is ingetrokken.", "Why it is withdrawn.")] = None

    def faults(self) -> Iterator[Finding]:
        """What is wrong or odd beyond the form of single values; by default nothing."""
        yield from ()

    def past(self) -> Iterator[tuple[str, date]]:
        """The days that it reports as past, with their places; by default none."""
        yield from ()

    @classmethod
    def format_name(cls) -> str:
        """Name of the format, as `format` states it."""
        return f"ppds-{cls.kind.value}"

    @classmethod
    def collection(cls) -> str:
        """Name of its records in an address, `/v1/registrations`."""
        name = cls.kind.value
        return name if name.endswith(("spend", "s")) else f"{name}s"
