"""Odd headers, durations and main codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from demo.casting import Cast, Story, call_and_result, told
from demo.draft_lot import DraftLot
from demo.papers import NoticePaper, with_lots


def odd_headers(cast: Cast) -> Story:
    """An SDK nobody knows, a national subtype: accepted with a finding."""
    draft = cast.draft("unknown SDK")
    draft.findings.add("EF-013")
    return told(draft, replace(draft.call(), sdk="eforms-sdk-1.99"), draft.result())


def national_subtype(cast: Cast) -> Story:
    """A national subtype: the kind of notice still says what it does."""
    draft = cast.draft("national subtype")
    draft.findings.add("EF-014")
    call = replace(draft.call(), subtype="N16", sdk="eforms-sdk-1.7#extended#urn:voorbeeld:2025:eforms:national")
    return told(draft, call, draft.result())


def check_digit(cast: Cast) -> Story:
    """CPV codes with their check digit: the code is the eight digits before it."""
    draft = cast.draft("CPV code with its check digit")

    def with_digit(paper: NoticePaper) -> NoticePaper:
        return with_lots(replace(paper, cpv=f"{paper.cpv}-0"), lambda lot: replace(lot, cpv=f"{lot.cpv}-0"))

    return told(draft, with_digit(draft.call()), with_digit(draft.result()))


def dated_period(cast: Cast) -> Story:
    """The duration as a first and a last day instead of months."""
    draft = cast.draft("duration by dates")
    for lot in draft.lots:
        lot.months = 24

    def by_dates(paper: NoticePaper) -> NoticePaper:
        period = ("2026-01-01+01:00", "2027-12-31+01:00")
        return with_lots(paper, lambda lot: replace(lot, months=None, years=None, period=period))

    return told(draft, by_dates(draft.call()), by_dates(draft.result()))


def no_duration(cast: Cast) -> Story:
    """No duration at all: whether it is long enough for social return is unknown."""
    draft = cast.draft("no duration", nature=cast.rng.choice(("works", "services")))
    for lot in draft.lots:
        lot.months = None
    return call_and_result(draft)


def short_work(cast: Cast) -> Story:
    """Shorter than six months: certainly not in the figure on social return."""
    draft = cast.draft("shorter than six months", nature=cast.rng.choice(("works", "services")))
    for lot in draft.lots:
        lot.months = cast.rng.choice((2, 3, 5))
    return call_and_result(draft)


def chain_at_quality_c(cast: Cast) -> Story:
    """A main code that only hints at a product chain: membership is undetermined."""
    return _other_cpv(cast, "product chain only guessed", ("31527260", "22200000"))


def lots_of_another_kind(cast: Cast) -> Story:
    """The lots differ in what they are from the procedure as a whole."""
    return _other_cpv(cast, "lot with another main code", ("90919200", "79100000", "30213100", "71311000"))


def _other_cpv(cast: Cast, situation: str, codes: tuple[str, ...]) -> Story:
    draft = cast.draft(situation)
    cpv = cast.rng.choice(codes)
    _each(draft.lots, cpv)
    return call_and_result(draft)


def _each(lots: Iterable[DraftLot], cpv: str) -> None:
    for lot in lots:
        lot.cpv = cpv
