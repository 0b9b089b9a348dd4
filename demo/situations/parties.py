"""Firms and buyers: groups of firms (part 5), losing tenders, a buyer nobody knows."""

from __future__ import annotations

from dataclasses import replace

from demo.casting import Cast, Story, call_and_result, told
from demo.firms import pick_firm
from demo.outcomes import group_bid
from demo.papers import BuyerPaper, NoticePaper, Sum


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
