"""Signatures under the Manifesto: what can be signed, what is due when, and how a signature stands on a day. Pure.

Whoever signs the Manifesto publishes an action plan within a year and reports on it yearly (letter on the state of the
National plan, spring 2025, parts A and C; evaluation of Inkopen met Impact, 2024, section 5.6). Plans and reports
themselves are not kept here: whether one was published is unknown. The sources fix no day for a report; the first
counts as due a year after the plan.
"""

from calendar import isleap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias, get_args

from services.registry.faults import (
    BUYS_NOTHING,
    DEMO_WITH_DEMO,
    ENDED_PARTY,
    NAMED_TWICE,
    NOT_BEGUN,
    OVER,
    PERSONAL_DATA,
    UNKNOWN_PARTY,
)
from services.registry.parties.rules.words import PartyKind
from services.registry.personal_data import names_a_person
from shared.procurement.finding import Finding, Rule, Severity, Text
from shared.reference.themes import theme_lists

SIGNED_ALREADY: Final = Rule(
    "signed-already",
    Severity.ERROR,
    "Handtekening {number} geldt op die dag.",
    "Signature {number} stands on that day.",
    Text("Laat deze partij weg.", "Leave this party out."),
)
BEFORE_SIGNING: Final = Rule(
    "before-signing",
    Severity.ERROR,
    "Er is getekend op {day}.",
    "It was signed on {day}.",
    Text("Noem die dag of een latere.", "State that day or a later one."),
)
IN_THE_FUTURE: Final = Rule(
    "in-the-future",
    Severity.ERROR,
    "Het is vandaag {today}.",
    "Today is {today}.",
    Text("Leg het vast wanneer het zo is.", "Record it when it is so."),
)
BEFORE_DOCUMENT: Final = Rule(
    "before-document",
    Severity.ERROR,
    "Dit document begint op {day}.",
    "This document begins on {day}.",
    Text("Noem die dag of een latere.", "State that day or a later one."),
)
DOCUMENT_OVER: Final = Rule(
    "document-over",
    Severity.ERROR,
    "Dit document gold tot {day}.",
    "This document is over since {day}.",
    Text("Noem een eerdere dag.", "State an earlier day."),
)
NO_ASSOCIATION: Final = Rule(
    "no-association",
    Severity.ERROR,
    "Alleen een koepel tekent voor anderen.",
    "Only an umbrella association signs for others.",
    Text("Noem de koepel, of laat `through` weg.", "Name the association, or leave out `through`."),
)
OWN_ASSOCIATION: Final = Rule(
    "own-association",
    Severity.ERROR,
    "Deze partij tekent voor zichzelf.",
    "This party signs for itself.",
    Text("Laat `through` weg.", "Leave out `through`."),
)

SignedDocument: TypeAlias = Literal["manifest-2016", "manifest-2022"]
SIGNED_DOCUMENTS: Final[tuple[SignedDocument, ...]] = get_args(SignedDocument)
SignatureStatus: TypeAlias = Literal["signed", "withdrawn", "party-ended", "document-over"]
Duty: TypeAlias = Literal["plan", "report"]

LEAP_DAY: Final = (2, 29)


@dataclass(frozen=True, slots=True)
class Document:
    """What can be signed. `over_on` is the first day on which it no longer holds.

    `plan_within_a_year` is False where no source says that signing asks for a plan.
    """

    code: SignedDocument
    nl: str
    en: str
    valid_from: date
    over_on: date
    plan_within_a_year: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """What decides how a signature stands. Both ends are the first day without it; None: no end known."""

    document: SignedDocument
    signed_on: date
    withdrawn_on: date | None = None
    party_ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Signing:
    """Parties that sign a document on a day. `through` is the umbrella association that signs for them."""

    document: SignedDocument
    signed_on: date
    parties: tuple[str, ...]
    through: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Signer:
    """What matters of a party that signs, or through which others sign. The end is the first day without it."""

    id: int
    kind: PartyKind
    valid_from: date | None
    valid_until: date | None
    demo: bool


def document(code: SignedDocument) -> Document:
    """A document that can be signed, with its period.

    The Manifesto of 2022 is the theme list of that name, prolonged through 2030 (Agenda MVOI 2026-2030, section 1). Of
    the one before it only the years are known (evaluation of Inkopen met Impact, table 3), not what it asked.
    """
    if code == "manifest-2016":
        names = ("Manifest MVI 2016-2021", "Manifesto on socially responsible procurement 2016-2021")
        return Document(code, *names, date(2016, 1, 1), date(2022, 1, 1), plan_within_a_year=False)
    listed = theme_lists()[code]
    last = listed.valid_until or date.max - timedelta(days=1)
    return Document(code, listed.nl, listed.en, listed.valid_from, last + timedelta(days=1), plan_within_a_year=True)


def status_on(signature: Signature, on: date) -> SignatureStatus:
    """How a signature stands on a day, from the day of signing on: what ended it first says why."""
    end, why = _end_of(signature)
    return "signed" if on < end else why


def due_dates(signature: Signature) -> Iterator[tuple[date, Duty]]:
    """By when which is due: the plan a year after signing, a report every year from then on, as long as it stands.

    Nothing is due from the day on which it was withdrawn, or on which the party or the document ended.
    """
    if not document(signature.document).plan_within_a_year:
        return
    end, _ = _end_of(signature)
    years = 1
    while (due_on := years_after(signature.signed_on, years)) < end:
        yield due_on, "plan" if years == 1 else "report"
        years += 1


def years_after(day: date, years: int) -> date:
    """The same day so many years later; of 29 February the last of that month where there is none."""
    year = day.year + years
    if (day.month, day.day) == LEAP_DAY and not isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def faults_of_signing(signing: Signing, signers: Mapping[str, Signer], *, on: date) -> list[Finding]:
    """Everything that is wrong with a signing by itself. `signers` are the parties of it that stand in the register."""
    return [
        *_faulty_day(signing, on=on),
        *_faulty_association(signing, signers),
        *_faulty_parties(signing, signers),
        *_personal(signing.source),
    ]


def signed_already(parties: Sequence[str], standing: Mapping[str, int]) -> list[Finding]:
    """Which of these parties have a signature (`standing`, by party) on some of the same days."""
    return [
        SIGNED_ALREADY.at(f"/parties/{place}", number=standing[party])
        for place, party in enumerate(parties)
        if party in standing
    ]


def faults_of_withdrawal(signature: Signature, withdrawn_on: date, *, on: date) -> list[Finding]:
    """Why a signature cannot be withdrawn from this day. From the day of signing itself: it was recorded by mistake."""
    end, _ = _end_of(signature)
    if withdrawn_on > on:
        return [_in_the_future("/withdrawnOn", on)]
    if withdrawn_on < signature.signed_on:
        return [BEFORE_SIGNING.at("/withdrawnOn", day=signature.signed_on)]
    if withdrawn_on >= end:
        return [OVER.at("/withdrawnOn", day=end)]
    return []


def _in_the_future(location: str, on: date) -> Finding:
    return IN_THE_FUTURE.at(location, today=on)


def _end_of(signature: Signature) -> tuple[date, SignatureStatus]:
    ends: list[tuple[date | None, SignatureStatus]] = [
        (signature.withdrawn_on, "withdrawn"),
        (signature.party_ended_on, "party-ended"),
        (document(signature.document).over_on, "document-over"),
    ]
    return min(((day, why) for day, why in ends if day is not None), key=lambda end: end[0])


def _faulty_day(signing: Signing, *, on: date) -> Iterator[Finding]:
    signed = document(signing.document)
    if signing.signed_on > on:
        yield _in_the_future("/signedOn", on)
    if signing.signed_on < signed.valid_from:
        yield BEFORE_DOCUMENT.at("/signedOn", day=signed.valid_from)
    if signing.signed_on >= signed.over_on:
        yield DOCUMENT_OVER.at("/signedOn", day=signed.over_on)


def _faulty_association(signing: Signing, signers: Mapping[str, Signer]) -> Iterator[Finding]:
    if signing.through is None:
        return
    association = signers.get(signing.through)
    yield from _faulty_party(association, "/through", on=signing.signed_on)
    if association is not None and association.kind != "umbrella-association":
        yield NO_ASSOCIATION.at("/through")


def _faulty_parties(signing: Signing, signers: Mapping[str, Signer]) -> Iterator[Finding]:
    association = None if signing.through is None else signers.get(signing.through)
    for place, uri in enumerate(signing.parties):
        where = f"/parties/{place}"
        party = signers.get(uri)
        yield from _faulty_party(party, where, on=signing.signed_on)
        if uri in signing.parties[:place]:
            yield NAMED_TWICE.at(where)
        if uri == signing.through:
            yield OWN_ASSOCIATION.at(where)
        if party is not None and association is not None and party.demo != association.demo:
            yield DEMO_WITH_DEMO.at(where)


def _faulty_party(party: Signer | None, where: str, *, on: date) -> Iterator[Finding]:
    if party is None:
        yield UNKNOWN_PARTY.at(where)
        return
    if party.kind == "service-provider":
        yield BUYS_NOTHING.at(where)
    if party.valid_from is not None and on < party.valid_from:
        yield NOT_BEGUN.at(where, day=party.valid_from)
    if party.valid_until is not None and on >= party.valid_until:
        yield ENDED_PARTY.at(where, since=Text(f" sinds {party.valid_until}", f" since {party.valid_until}"))


def _personal(source: str) -> Iterator[Finding]:
    if names_a_person(source):
        yield PERSONAL_DATA.at("/source")
