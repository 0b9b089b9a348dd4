"""Odd headers, durations and main codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from demo.documents.statements import NoticeStatement, with_lots
from demo.procurements.draft_lot import DraftLot
from demo.procurements.drawing import Dossier, Draws, call_and_result, dossier_of


def odd_headers(draws: Draws) -> Dossier:
    """An SDK nobody knows, a national subtype: accepted with a finding."""
    draft = draws.draft("unknown SDK")
    draft.findings.add("EF-013")
    return dossier_of(draft, replace(draft.call(), sdk="eforms-sdk-1.99"), draft.result())


def national_subtype(draws: Draws) -> Dossier:
    """A national subtype: the kind of notice still says what it does."""
    draft = draws.draft("national subtype")
    draft.findings.add("EF-014")
    call = replace(draft.call(), subtype="N16", sdk="eforms-sdk-1.7#extended#urn:voorbeeld:2025:eforms:national")
    return dossier_of(draft, call, draft.result())


def check_digit(draws: Draws) -> Dossier:
    """CPV codes with their check digit: the code is the eight digits before it."""
    draft = draws.draft("CPV code with its check digit")

    def with_digit(notice: NoticeStatement) -> NoticeStatement:
        return with_lots(replace(notice, cpv=f"{notice.cpv}-0"), lambda lot: replace(lot, cpv=f"{lot.cpv}-0"))

    return dossier_of(draft, with_digit(draft.call()), with_digit(draft.result()))


def dated_period(draws: Draws) -> Dossier:
    """The duration as a first and a last day instead of months."""
    draft = draws.draft("duration by dates")
    for lot in draft.lots:
        lot.months = 24

    def by_dates(notice: NoticeStatement) -> NoticeStatement:
        period = ("2026-01-01+01:00", "2027-12-31+01:00")
        return with_lots(notice, lambda lot: replace(lot, months=None, years=None, period=period))

    return dossier_of(draft, by_dates(draft.call()), by_dates(draft.result()))


def no_duration(draws: Draws) -> Dossier:
    """No duration at all: whether it is long enough for social return is unknown."""
    draft = draws.draft("no duration", nature=draws.rng.choice(("works", "services")))
    for lot in draft.lots:
        lot.months = None
    return call_and_result(draft)


def short_work(draws: Draws) -> Dossier:
    """Shorter than six months: certainly not in the figure on social return."""
    draft = draws.draft("shorter than six months", nature=draws.rng.choice(("works", "services")))
    for lot in draft.lots:
        lot.months = draws.rng.choice((2, 3, 5))
    return call_and_result(draft)


def chain_at_quality_c(draws: Draws) -> Dossier:
    """A main code that only hints at a product chain: membership is undetermined."""
    return _other_cpv(draws, "product chain only guessed", ("31527260", "22200000"))


def lots_of_another_kind(draws: Draws) -> Dossier:
    """The lots differ in what they are from the procedure as a whole."""
    return _other_cpv(draws, "lot with another main code", ("90919200", "79100000", "30213100", "71311000"))


def _other_cpv(draws: Draws, situation: str, codes: tuple[str, ...]) -> Dossier:
    draft = draws.draft(situation)
    cpv = draws.rng.choice(codes)
    _each(draft.lots, cpv)
    return call_and_result(draft)


def _each(lots: Iterable[DraftLot], cpv: str) -> None:
    for lot in lots:
        lot.cpv = cpv
