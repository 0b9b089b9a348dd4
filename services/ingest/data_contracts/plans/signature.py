"""That a body committed itself: it signed the Manifesto, or is bound as a department of central government."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final, Literal, NamedTuple, TypeAlias

from services.ingest.data_contracts.model import (
    NO_SUCH_NUMBER,
    Day,
    Key,
    OwnRecordModel,
    Prose,
    named,
)
from services.ingest.data_contracts.plans import rules
from shared.procurement.buyer_keys import key_of_number
from shared.procurement.finding import Finding
from shared.procurement.misread import Misread
from shared.procurement.own_record import RecordKind

SignedDocument: TypeAlias = Literal["manifest-2016", "manifest-2022", "impact-2019"]


class Period(NamedTuple):
    """The first and last day of a document, and whether it asks for a plan within a year."""

    first: date
    last: date
    asks_for_a_plan: bool


DOCUMENTS: Final[Mapping[SignedDocument, Period]] = MappingProxyType(
    {
        "manifest-2016": Period(date(2016, 1, 1), date(2021, 12, 31), asks_for_a_plan=False),
        "manifest-2022": Period(date(2022, 1, 1), date(2030, 12, 31), asks_for_a_plan=True),
        "impact-2019": Period(date(2019, 1, 1), date(2030, 12, 31), asks_for_a_plan=True),
    }
)
"""What can bind a body.

The Manifesto of 2022 was prolonged through 2030 (Agenda MVOI 2026-2030, section 1); of the one before only the years
are known (evaluation of Inkopen met Impact, 2024, table 3). Departments owe a plan since 2019 by Inkopen met Impact
(the same, annex 6.2).
"""


class Signature(OwnRecordModel):
    """A signature of one body: of members of an association each has its own."""

    kind: ClassVar[RecordKind] = RecordKind.SIGNATURE
    title_nl: ClassVar[str] = "Ondertekening van het Manifest"
    title_en: ClassVar[str] = "Signature of the Manifesto"
    example: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "senderKey": "MANIFEST-2022",
            "document": "manifest-2022",
            "signedOn": "2022-11-24",
            "source": "Lijst van ondertekenaars, PIANOo",
        }
    )

    document: Annotated[
        SignedDocument,
        named(
            "document",
            "Wat is ondertekend; impact-2019 bindt de departementen.",
            "What was signed; impact-2019 binds the departments.",
            example="manifest-2022",
        ),
    ]
    signed_on: Annotated[
        Day,
        named(
            "ondertekend op",
            "Dag van ondertekening of waarop de plicht begon.",
            "Day of signature, or on which the duty began.",
            example="2022-11-24",
        ),
    ]
    ends_on: Annotated[
        Day | None, named("geldt tot en met", "Laatste dag, als het eerder eindigt.", "Last day, if it ends earlier.")
    ] = None
    through: Annotated[
        Key | None,
        named(
            "via koepel",
            "Nummer van de koepel die namens de organisatie tekende.",
            "Number of the umbrella association that signed for the body.",
        ),
    ] = None
    source: Annotated[Prose | None, named("bron", "Waaruit het blijkt.", "From where it is known.")] = None

    def faults(self) -> Iterator[Finding]:
        """Days within the period of the document, and a number of an association."""
        period = DOCUMENTS[self.document]
        if self.signed_on < period.first:
            yield rules.BEFORE_DOCUMENT.at("/signedOn", str(self.signed_on), day=period.first)
        if self.signed_on > period.last:
            yield rules.DOCUMENT_OVER.at("/signedOn", str(self.signed_on), day=period.last)
        if self.ends_on is not None and self.ends_on < self.signed_on:
            yield rules.ENDS_BEFORE_IT_STARTS.at("/endsOn", str(self.ends_on), starts=self.signed_on)
        if self.through is not None:
            yield from number_faults(self.through, "/through")

    def past(self) -> Iterator[tuple[str, date]]:
        """The day of signature."""
        yield "/signedOn", self.signed_on


def number_faults(stated: str, place: str) -> Iterator[Finding]:
    """What is wrong with the number of another body."""
    try:
        key_of_number(stated)
    except Misread as problem:
        yield NO_SUCH_NUMBER.at(place, stated, why=problem.text)
