"""Which counting rules a figure rests on, and which reference lists: they follow from its card and its question."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from services.kpi.definitions.declarations.fact import Column
from services.kpi.definitions.rules.dimensions import DIMENSIONS
from services.kpi.evidence.rules.judged import anatomy_of
from services.kpi.values.rules.reading import Reading
from shared.procurement.finding import Text

RULES: Final[Mapping[int, Text]] = {
    1: Text("De kaart noemt wat een geval is.", "The card states what is counted as one."),
    2: Text("Een aanbesteding volgt uit haar percelen.", "A procedure follows from its lots."),
    5: Text("Een datum plaatst het geval in een maand.", "A date places what is counted in a month."),
    6: Text("Maanden tellen op, of de laatste maand spreekt.", "Months add up, or the last month speaks."),
    11: Text("Wat is afgebroken, telt niet.", "What was cancelled does not count."),
    12: Text("Een raamovereenkomst telt een keer, met haar maximum.", "A framework counts once, by its ceiling."),
    13: Text("Een dynamisch aankoopsysteem telt per gunning.", "A dynamic purchasing system counts per award."),
    14: Text("Samen inkopen telt een keer, bij de penvoerder.", "Joint procurement counts once, under its lead."),
    16: Text("Het gegunde bedrag komt van de winnende inschrijvingen.", "The award is the sum of winning tenders."),
    17: Text("Alleen bedragen met een bekende koers tellen.", "Only amounts with a known rate count."),
    19: Text("Of een geval meetelt kan onbekend zijn.", "Whether a case counts may be unknown."),
    20: Text("Een waarde vraagt genoeg antwoorden.", "A value needs enough answers."),
    21: Text("De dekking staat naast het cijfer.", "Coverage stands beside the figure."),
    22: Text("Groepen kunnen overlappen.", "Groups may overlap."),
    23: Text("Gefuseerde organisaties tellen bij hun opvolger.", "Merged bodies count with their successor."),
    24: Text("Bedragen van een enkel record zijn niet openbaar.", "Amounts of a single record are not public."),
    26: Text("De drempel geldt op de dag van de eerste aankondiging.", "The threshold is that of the first call."),
    27: Text("Een onzekere productketen laat lidmaatschap open.", "An uncertain product chain leaves membership open."),
    28: Text("Kaart en gegevens staan vast met versie en positie.", "Version and position pin card and data."),
    29: Text(
        "Wat niet is vrijgegeven, telt alleen voor de eigen organisatie.",
        "What is unreleased counts for its body alone.",
    ),
    30: Text("Een som van wat bekend is, is een ondergrens.", "A sum of what is known is a lower bound."),
    31: Text("Een meting telt in de maand waarin haar periode eindigt.", "A measurement counts where its period ends."),
    32: Text("Afgerond wordt pas bij het tonen, half van nul af.", "Rounded when shown, half away from zero."),
}
"""In a line each; docs/reference/counting-rules.md has them in full."""

_NAMED: Final = re.compile(r"\bC([0-9]{1,2})\b")
_ALWAYS: Final = (1, 5, 6, 14, 20, 21, 28, 32)
_LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "tier": ("tiers",),
    "theme": ("themes",),
    "above_threshold": ("eu-thresholds", "light-regime"),
    "product_chain": ("product-chains", "cpv-chains"),
    "rijk_category": ("rijk-categories", "cpv-categories"),
    "rijk_category_quality": ("cpv-categories",),
    "isv_category": ("isv-categories-8", "cpv-categories"),
    "isv_category_quality": ("cpv-categories",),
    "chain_quality": ("cpv-chains",),
    "cluster": ("clusters", "cpv-chains"),
    "in_criteria_tool": ("product-chains", "cpv-chains"),
    "relevant_for_chain": ("product-chains", "cpv-chains"),
    "civil_works": ("product-chains", "cpv-chains"),
    "answer": ("theme-codes", "themes"),
    "any_theme": ("theme-codes", "themes"),
    "signal_in_text": ("text-signals",),
    "value_band": ("spend-bands",),
    "isv_list_of_10": ("isv-categories-10",),
    "isv_list_of_8": ("isv-categories-8",),
    "reason": ("reason-codes",),
    "phase": ("market-transformation-phases",),
}


def rules_applied(reading: Reading) -> list[tuple[str, Text]]:
    """The counting rules behind a figure, in order: of its kind, its question, and what its columns rest on."""
    numbers = set(_ALWAYS) | set(_of_kind(reading)) | set(_of_question(reading))
    numbers |= {int(number) for column in _columns(reading) for number in _NAMED.findall(column.source)}
    return [(f"C{number}", RULES[number]) for number in sorted(numbers & RULES.keys())]


def lists_used(reading: Reading) -> list[str]:
    """The reference lists that decided what its columns say, by name."""
    names = {name for column in _columns(reading) for name in _LISTS.get(column.name, ())}
    for column in _columns(reading):
        if column.name.startswith("relevant_"):
            names |= set(_LISTS["relevant_for_chain"])
        elif column.name.replace("_", "-") in DIMENSIONS["theme"].codes:
            names |= set(_LISTS["answer"])
    return sorted(names)


def _of_kind(reading: Reading) -> Iterator[int]:
    measure = reading.card.measure
    yield 19 if measure.kind in {"share", "count", "bodies"} else 30
    if reading.card.fact.name == "procedure":
        yield 2


def _of_question(reading: Reading) -> Iterator[int]:
    fact = reading.card.fact
    if any(DIMENSIONS[name].overlaps for name in reading.question.asked):
        yield 22
    if reading.question.boundaries is not None:
        yield 23
    if fact.released is not None:
        yield from (24, 29)


def _columns(reading: Reading) -> Iterator[Column]:
    """What the card names, the date it is counted on, and the dimensions that were asked for."""
    fact = reading.card.fact
    yield from (fact.columns[name] for name in (*anatomy_of(reading.card).columns, reading.counted_on))
    yield from (DIMENSIONS[name].column for name in reading.question.asked)
