"""How senders tell it: withheld fields, dummies, offsets, currencies, contradictions, groups of firms, odd codes.

`with_paper` and `with_lots` change what stands on a paper without changing what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from deploy.demo_year import outcomes
from deploy.demo_year.casting import Cast, Story, call_and_result, told
from deploy.demo_year.draft import Draft, DraftLot
from deploy.demo_year.firms import pick_firm
from deploy.demo_year.outcomes import Outcome, group_bid
from deploy.demo_year.papers import BuyerPaper, CriterionPaper, LotPaper, NoticePaper, Sum
from deploy.demo_year.stances import ANSWERED, ASKED, NONE, SILENT, UNCLEAR, Stance, with_texts

with_paper: Final = replace
"""The same paper with other words on it."""

_Retold = Callable[[Outcome], Outcome]


def with_lots(paper: NoticePaper, change: Callable[[LotPaper], LotPaper]) -> NoticePaper:
    """The same paper with every lot changed."""
    return replace(paper, lots=tuple(change(lot) for lot in paper.lots))


def _retold(cast: Cast, situation: str, *changes: _Retold, findings: Iterable[str] = ()) -> Story:
    """An ordinary procedure whose outcome is told otherwise."""
    draft = cast.draft(situation)
    draft.findings.update(findings)
    _change(draft, *changes)
    return call_and_result(draft)


def _change(draft: Draft, *changes: _Retold) -> None:
    for lot in draft.lots:
        for change in changes:
            if lot.outcome is not None:
                lot.outcome = change(lot.outcome)


# --- withheld and missing -----------------------------------------------------------------------------------------


def value_withheld(cast: Cast) -> Story:
    """The value of the winning tender is withheld until 2030."""
    return _retold(cast, "value withheld", outcomes.withheld_value)


def count_withheld(cast: Cast) -> Story:
    """The number of tenders is withheld."""
    return _retold(cast, "tenders received withheld", outcomes.withheld_count)


def all_withheld(cast: Cast) -> Story:
    """Value, number, the total and the award criteria are withheld; what the criteria say may not be a signal."""
    draft = cast.draft("criteria withheld", stances=(SILENT,))
    draft.lots[0].stance = replace(
        SILENT, criteria=(CriterionPaper("quality", "CO2-Prestatieladder", "CO2-Prestatieladder", 40, hidden=True),)
    )
    _change(draft, outcomes.withheld_value, outcomes.withheld_count)
    call, result = draft.call(), draft.result()
    return told(draft, call, replace(result, total=Sum(Decimal(0)), total_hidden=True))


def value_minus_one(cast: Cast) -> Story:
    """The value is -1 and nothing says that it is withheld."""
    return _retold(cast, "value -1 without privacy", outcomes.minus_one_value, findings=("EF-023",))


def count_minus_one(cast: Cast) -> Story:
    """The number of tenders is -1 and nothing says that it is withheld."""
    return _retold(cast, "tenders received -1 without privacy", outcomes.minus_one_count, findings=("EF-023",))


def value_placeholder(cast: Cast) -> Story:
    """The value is 0 or 1 because the field had to be filled."""
    amount = cast.rng.choice((0, 1))
    return _retold(cast, "value 0 or 1", lambda outcome: outcomes.placeholder_value(outcome, amount=amount))


def one_value_of_two_missing(cast: Cast) -> Story:
    """Two winners on one lot and one value withheld: a sum with an unknown part is unknown."""
    draft = cast.draft("one value of two withheld")
    lot = draft.lots[0]
    if lot.outcome is not None:
        both = outcomes.several_winners(lot.outcome, cast.rng, Decimal(120000), Decimal(95000))
        bids = (both.bids[0], replace(both.bids[1], hidden=True))
        lot.outcome = replace(both, bids=bids, value=None, value_why="withheld", basis=None)
    return call_and_result(draft)


def several_winners(cast: Cast) -> Story:
    """Three winners on one lot: their values add up."""
    draft = cast.draft("several winners on one lot")
    lot = draft.lots[0]
    if lot.outcome is not None:
        parts = (Decimal("210000.50"), Decimal(90000), Decimal("49999.50"))
        lot.outcome = outcomes.several_winners(lot.outcome, cast.rng, *parts)
    return call_and_result(draft)


def only_electronic(cast: Cast) -> Story:
    """Only `t-esubm` is counted (191536-2024): not the number of tenders."""
    number = cast.rng.choice((1, 3, 5))
    return _retold(cast, "only electronic tenders counted", lambda outcome: outcomes.only_electronic(outcome, number))


def single_bid(cast: Cast) -> Story:
    """Exactly one tender came in."""
    draft = cast.draft("single bid")
    for lot in draft.lots:
        lot.outcome = outcomes.won(
            cast.rng, amount=lot.estimate, decided_on=draft.awarded_on, competition=1, small=None
        )
    return call_and_result(draft)


# --- dates --------------------------------------------------------------------------------------------------------


def decided_on_the_border(cast: Cast) -> Story:
    """Decisions on the first and last day of a month, with offsets: they count as written."""
    written = cast.rng.choice(
        (
            "2024-12-31+01:00",
            "2025-01-01+01:00",
            "2025-03-31+02:00",
            "2025-04-01+02:00",
            "2025-06-30Z",
            "2025-12-31+01:00",
            "2026-01-01+01:00",
        )
    )
    decided = date.fromisoformat(written[:10])
    draft = cast.draft("date at the border of a month", launched_on=decided - timedelta(days=80))
    draft.awarded_on = decided
    _change(draft, lambda outcome: outcomes.decided_as(outcome, written))
    return told(draft, draft.call(), draft.result())


def launched_on_the_border(cast: Cast) -> Story:
    """A call sent on 31 December or 1 January, just around midnight: no conversion moves it."""
    on = cast.rng.choice((date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 31), date(2025, 7, 1)))
    draft = cast.draft("launch at the border of a month", launched_on=on)
    call = replace(draft.call(), dispatched=f"{on}+01:00", clock=cast.rng.choice(("00:15:00+01:00", "23:50:00+01:00")))
    return told(draft, call, draft.result())


def concluded_only(cast: Cast) -> Story:
    """No award decision is stated; the conclusion of the contract (BT-145) counts."""
    draft = cast.draft("no award decision, a conclusion")
    _change(draft, lambda outcome: outcomes.concluded_only(outcome, draft.awarded_on + timedelta(days=12)))
    return call_and_result(draft)


def undated(cast: Cast) -> Story:
    """No date at all but the dummy 2000-01-01: the dispatch of the result counts."""
    draft = cast.draft("only the dummy award date")
    _change(draft, outcomes.undated)
    sent_on = draft.result_sent_on()
    return told(draft, draft.call(), draft.result(on=sent_on), expected=draft.expected(result_sent_on=sent_on))


# --- amounts ------------------------------------------------------------------------------------------------------


def other_currency(cast: Cast) -> Story:
    """Dollars, zloty or dirham: without a rate unknown, not zero."""
    currency = cast.rng.choice(("USD", "PLN", "AED"))
    return _retold(cast, "another currency", lambda outcome: outcomes.in_currency(outcome, currency))


def total_contradicts(cast: Cast) -> Story:
    """The total says ten times as much or as little as the tenders (67508-2024): neither counts."""
    draft = cast.draft("total contradicts the tenders", lots=1)
    draft.findings.update(("CMP-006", "EF-041"))
    result = draft.result()
    lot = draft.lots[0]
    if lot.outcome is None or lot.outcome.value is None:
        raise AssertionError("An ordinary award has a value.")
    factor = cast.rng.choice((Decimal(10), Decimal("0.1")))
    result = replace(result, total=Sum((lot.outcome.value * factor).quantize(Decimal("0.01"))))
    lot.outcome = replace(lot.outcome, value=None, value_why="conflicting", basis=None)
    return told(draft, draft.call(), result)


def total_differs_little(cast: Cast) -> Story:
    """The total is twice the tenders: options, perhaps. Below a factor three the tenders count."""
    draft = cast.draft("total differs by a factor two", lots=1)
    result = draft.result()
    lot = draft.lots[0]
    if lot.outcome is not None and lot.outcome.value is not None:
        result = replace(result, total=Sum(lot.outcome.value * 2))
    return told(draft, draft.call(), result)


def two_currencies(cast: Cast) -> Story:
    """Two winners, one paid in euros and one in dollars: the sum is unknown."""
    draft = cast.draft("two currencies on one lot")
    lot = draft.lots[0]
    if lot.outcome is not None:
        both = outcomes.several_winners(lot.outcome, cast.rng, Decimal(150000), Decimal(80000))
        bids = (both.bids[0], replace(both.bids[1], amount=Sum(Decimal(80000), "USD")))
        lot.outcome = replace(both, bids=bids, value=None, value_why="no-rate", basis=None)
    return call_and_result(draft)


# --- results ------------------------------------------------------------------------------------------------------


def two_results(cast: Cast) -> Story:
    """Two lots awarded in two result notices, months apart: each has its own month, the procedure the earliest."""
    draft = cast.draft("lots awarded one by one", lots=2, launched_on=cast.day(last=date(2025, 6, 30)))
    later = draft.awarded_on + timedelta(days=70)
    first, second = draft.lots
    if second.outcome is not None:
        second.outcome = replace(second.outcome, decided_on=later, awarded_on=later)
    results = (
        draft.result(lots=(first,)),
        draft.result(on=later + timedelta(days=10), lots=(second,)),
    )
    return told(draft, draft.call(), *results)


def two_contracts(cast: Cast) -> Story:
    """Two contracts for one lot, decided months apart: the earliest decision counts."""
    draft = cast.draft("two contracts for one lot", launched_on=cast.day(last=date(2025, 6, 30)))
    lot = draft.lots[0]
    if lot.outcome is not None:
        lot.outcome = outcomes.several_winners(lot.outcome, cast.rng, Decimal(300000), Decimal(120000))
    result = draft.result()
    first, second = result.contracts
    later = draft.awarded_on + timedelta(days=65)
    return told(draft, draft.call(), replace(result, contracts=(replace(second, decided_on=f"{later}+01:00"), first)))


def without_contracts(cast: Cast) -> Story:
    """The result names winners and no contracts: dispatch decides the day."""
    draft = cast.draft("result without contracts")
    _change(draft, outcomes.undated)
    sent_on = draft.result_sent_on()
    result = draft.result(on=sent_on)
    bare = tuple(replace(each, contract_ids=()) for each in result.results)
    return told(
        draft,
        draft.call(),
        replace(result, contracts=(), results=bare),
        expected=draft.expected(result_sent_on=sent_on),
    )


def losers_shown(cast: Cast) -> Story:
    """A result that shows the losing tenders too: they won nothing and count for nothing."""
    draft = cast.draft("losing tenders shown")
    result = draft.result()
    lot = draft.lots[0]
    loser = replace(
        result.tenders[0], tender_id="TEN-9999", rank=2, firms=(pick_firm(cast.rng),), value=Sum(lot.estimate * 5)
    )
    shown = tuple(replace(each, tender_ids=(*each.tender_ids, loser.tender_id)) for each in result.results)
    return told(draft, draft.call(), replace(result, tenders=(*result.tenders, loser), results=shown))


def check_digit(cast: Cast) -> Story:
    """CPV codes with their check digit: the code is the eight digits before it."""
    draft = cast.draft("CPV code with its check digit")

    def with_digit(paper: NoticePaper) -> NoticePaper:
        return with_lots(replace(paper, cpv=f"{paper.cpv}-0"), lambda lot: replace(lot, cpv=f"{lot.cpv}-0"))

    return told(draft, with_digit(draft.call()), with_digit(draft.result()))


# --- firms --------------------------------------------------------------------------------------------------------


def group_of_firms(cast: Cast) -> Story:
    """Firms together: all small is SME, one large member is not, a missing size is unknown."""
    sizes, sme = cast.rng.choice(
        (
            (("micro", "small", "medium"), True),
            (("small", "sme"), True),
            (("small", "large"), False),
            ((None, "large"), False),
            (("small", None), None),
            ((None, None), None),
        )
    )
    draft = cast.draft("group of firms")
    lot = draft.lots[0]
    if lot.outcome is not None and lot.outcome.value is not None:
        bid = group_bid(cast.rng, Sum(lot.outcome.value), sizes=sizes, sme=sme)
        lot.outcome = replace(lot.outcome, bids=(bid,))
    return call_and_result(draft)


def unmatched_buyer(cast: Cast) -> Story:
    """The buyer names a number of nine digits that belongs to nobody: counted under unknown."""
    draft = cast.draft("buyer not in the register")

    def strange(paper: NoticePaper) -> NoticePaper:
        return replace(
            paper, buyers=(BuyerPaper("Voorbeeldstichting Zonder Nummer", "252056399", "Ergens", "body-pl"),)
        )

    expected = replace(
        draft.expected(),
        lead_body=None,
        tier=None,
        took_part=(),
        findings=tuple(sorted({*draft.expected().findings, "CMP-009"})),
    )
    return told(draft, strange(draft.call()), strange(draft.result()), expected=expected)


# --- themes -------------------------------------------------------------------------------------------------------


def every_stance(cast: Cast, number: int) -> Story:
    """Each way of saying something about the themes, once by itself."""
    stance = STANCES[number % len(STANCES)]
    draft = cast.draft(f"themes: {stance.name}", stances=(stance,))
    return call_and_result(draft)


def said_in_texts(cast: Cast) -> Story:
    """A criterion text points to a theme: a signal, never a yes."""
    stance = with_texts(SILENT, cast.rng, count=cast.rng.choice((1, 2)))
    return call_and_result(cast.draft("signal in text only", stances=(stance,)))


def text_beside_none(cast: Cast) -> Story:
    """BT-06 says none and a criterion text points to a theme: that theme is conflicting."""
    stance = with_texts(NONE, cast.rng, count=cast.rng.choice((1, 2)))
    return call_and_result(cast.draft("none beside a text", stances=(stance,)))


def result_says_more(cast: Cast) -> Story:
    """The call says none, the result names a theme: the result is heard first, the call on the rest."""
    asked = cast.rng.choice(ASKED[:14])
    draft = cast.draft("result says more than the call", stances=(NONE,))
    call = draft.call()
    heard = replace(
        NONE, states=dict(NONE.states) | dict(asked.states), any_theme=True, complete=True, accessible=asked.accessible
    )
    draft.lots[0].stance = heard
    result = with_lots(draft.result(), lambda lot: replace(lot, codes=asked.codes))
    return told(draft, call, result)


def result_says_none(cast: Cast) -> Story:
    """The call names a theme, the result says none: the result is heard first."""
    asked = cast.rng.choice(ASKED[:13])
    draft = cast.draft("result denies what the call asked", stances=(asked,))
    call = draft.call()
    draft.lots[0].stance = replace(NONE, accessible=asked.accessible)
    result = with_lots(draft.result(), lambda lot: replace(lot, codes=NONE.codes))
    return told(draft, call, result, expected=replace(draft.expected(), findings=()))


def clean_vehicles(cast: Cast) -> Story:
    """Zero-emission vehicles in the result: climate, though no code says so."""
    draft = cast.draft("clean vehicles bought", nature="supplies", stances=(SILENT,))
    lot = draft.lots[0]
    number = cast.rng.randrange(1, 9)
    if lot.outcome is not None:
        counts = (("vehicles", number + 2), ("vehicles-clean", 1), ("vehicles-zero-emission", number))
        lot.outcome = replace(lot.outcome, vehicles=counts)
    call = draft.call()
    result = draft.result()
    lot.stance = replace(SILENT, states={"climate": "yes"}, any_theme=True)
    return told(draft, call, result)


def only_other_vehicles(cast: Cast) -> Story:
    """Vehicles were bought, none of them clean: nothing is said about climate."""
    draft = cast.draft("vehicles bought, none clean", nature="supplies", stances=(SILENT,))
    lot = draft.lots[0]
    if lot.outcome is not None:
        counts = (("vehicles", 4), ("vehicles-clean", 0), ("vehicles-zero-emission", 0))
        lot.outcome = replace(lot.outcome, vehicles=counts)
    return call_and_result(draft)


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


STANCES: Final[tuple[Stance, ...]] = (SILENT, NONE, *ASKED, *ANSWERED, *UNCLEAR)
"""Every stance of eForms: one that no situation plays would prove nothing."""
