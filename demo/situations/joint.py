"""C14: joint procurement counts once, under the lead buyer; all others took part."""

from __future__ import annotations

from demo.casting import Cast, Story, call_and_result
from demo.draft import Draft
from demo.ocds_json import OCID_PREFIX
from demo.situations.ordinary import releases_of


def lead_marked_second(cast: Cast) -> Story:
    """OPP-050 marks the second buyer: that one leads."""
    draft = _joint(cast, "C14 lead marked", tier="municipality", partner_tiers=("municipality", "municipality"))
    draft.led_by = draft.partners[0]
    return call_and_result(draft)


def nobody_marked(cast: Cast) -> Story:
    """Nobody is marked: the first buyer leads, with a finding."""
    draft = _joint(cast, "C14 no lead marked", tier="municipality", partner_tiers=("municipality",))
    return call_and_result(draft)


def mixed_tiers(cast: Cast) -> Story:
    """A municipality, a water authority and a province: the tier is that of the lead."""
    draft = _joint(cast, "C14 mixed tiers", tier="municipality", partner_tiers=("water-authority", "province"))
    draft.led_by = cast.rng.choice((draft.buyer, *draft.partners))
    return call_and_result(draft)


def mixed_tiers_unmarked(cast: Cast) -> Story:
    """Central and local together and nobody marked (as one real notice has it): the first decides."""
    draft = _joint(cast, "C14 mixed tiers, no lead marked", tier="central", partner_tiers=("municipality",))
    return call_and_result(draft)


def lead_in_ocds(cast: Cast) -> Story:
    """In OCDS the role `leadBuyer` marks the lead, though `buyer` names another."""
    draft = _joint(cast, "C14 lead by role in OCDS", tier="water-authority", partner_tiers=("province",), ocds=True)
    draft.led_by = draft.partners[0]
    draft.ocid = f"{OCID_PREFIX}{draft.own_number}"
    return releases_of(draft)


def lead_marked_first(cast: Cast) -> Story:
    """OPP-050 marks the first buyer and says of the other that it does not lead."""
    draft = _joint(cast, "C14 lead marked first", tier="province", partner_tiers=("municipality",))
    draft.led_by = draft.buyer
    return call_and_result(draft)


def _joint(cast: Cast, situation: str, *, tier: str, partner_tiers: tuple[str, ...], ocds: bool = False) -> Draft:
    draft = cast.draft(situation, tier=tier, ocds=ocds)
    taken = [draft.buyer]
    for partner_tier in partner_tiers:
        taken.append(cast.body(partner_tier, apart_from=taken))
    draft.partners = tuple(taken[1:])
    return draft
