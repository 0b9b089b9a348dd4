"""Firms and buyers: groups of firms (part 5), losing tenders, a buyer nobody knows."""

from __future__ import annotations

from dataclasses import replace

from demo.documents.statements import BuyerStatement, NoticeStatement, Sum
from demo.market.firms import pick_firm
from demo.procurements.drawing import Dossier, Draws, call_and_result, dossier_of
from demo.procurements.outcomes import group_bid


def group_of_firms(draws: Draws) -> Dossier:
    """Firms together: all small is SME, one large member is not, a missing size is unknown."""
    sizes, sme = draws.rng.choice(
        (
            (("micro", "small", "medium"), True),
            (("small", "sme"), True),
            (("small", "large"), False),
            ((None, "large"), False),
            (("small", None), None),
            ((None, None), None),
        )
    )
    draft = draws.draft("group of firms")
    lot = draft.lots[0]
    if lot.outcome is not None and lot.outcome.value is not None:
        bid = group_bid(draws.rng, Sum(lot.outcome.value), sizes=sizes, sme=sme)
        lot.outcome = replace(lot.outcome, bids=(bid,))
    return call_and_result(draft)


def losers_shown(draws: Draws) -> Dossier:
    """A result that shows the losing tenders too: they won nothing and count for nothing."""
    draft = draws.draft("losing tenders shown")
    result = draft.result()
    lot = draft.lots[0]
    loser = replace(
        result.tenders[0], tender_id="TEN-9999", rank=2, firms=(pick_firm(draws.rng),), value=Sum(lot.estimate * 5)
    )
    shown = tuple(replace(each, tender_ids=(*each.tender_ids, loser.tender_id)) for each in result.results)
    return dossier_of(draft, draft.call(), replace(result, tenders=(*result.tenders, loser), results=shown))


def unmatched_buyer(draws: Draws) -> Dossier:
    """The buyer names a number of nine digits that belongs to nobody: counted under unknown."""
    draft = draws.draft("buyer not in the register")

    def strange(notice: NoticeStatement) -> NoticeStatement:
        return replace(
            notice, buyers=(BuyerStatement("Voorbeeldstichting Zonder Nummer", "252056399", "Ergens", "body-pl"),)
        )

    expected = replace(
        draft.expected(),
        lead_body=None,
        tier=None,
        took_part=(),
        findings=tuple(sorted({*draft.expected().findings, "CMP-009"})),
    )
    return dossier_of(draft, strange(draft.call()), strange(draft.result()), expected=expected)
