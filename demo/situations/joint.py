"""C14: joint procurement counts once, under the lead buyer; all others took part."""

from __future__ import annotations

from demo.documents.ocds_release import OCID_PREFIX
from demo.procurements.draft import Draft
from demo.procurements.drawing import Dossier, Draws, call_and_result
from demo.situations.ordinary import releases_of


def lead_marked_second(draws: Draws) -> Dossier:
    """OPP-050 marks the second buyer: that one leads."""
    draft = _joint(draws, "C14 lead marked", tier="municipality", partner_tiers=("municipality", "municipality"))
    draft.led_by = draft.partners[0]
    return call_and_result(draft)


def nobody_marked(draws: Draws) -> Dossier:
    """Nobody is marked: the first buyer leads, with a finding."""
    draft = _joint(draws, "C14 no lead marked", tier="municipality", partner_tiers=("municipality",))
    return call_and_result(draft)


def mixed_tiers(draws: Draws) -> Dossier:
    """A municipality, a water authority and a province: the tier is that of the lead."""
    draft = _joint(draws, "C14 mixed tiers", tier="municipality", partner_tiers=("water-authority", "province"))
    draft.led_by = draws.rng.choice((draft.buyer, *draft.partners))
    return call_and_result(draft)


def mixed_tiers_unmarked(draws: Draws) -> Dossier:
    """Central and local together and nobody marked (as one real notice has it): the first decides."""
    draft = _joint(draws, "C14 mixed tiers, no lead marked", tier="central", partner_tiers=("municipality",))
    return call_and_result(draft)


def lead_in_ocds(draws: Draws) -> Dossier:
    """In OCDS the role `leadBuyer` marks the lead, though `buyer` names another."""
    draft = _joint(draws, "C14 lead by role in OCDS", tier="water-authority", partner_tiers=("province",), ocds=True)
    draft.led_by = draft.partners[0]
    draft.ocid = f"{OCID_PREFIX}{draft.own_number}"
    return releases_of(draft)


def lead_marked_first(draws: Draws) -> Dossier:
    """OPP-050 marks the first buyer and says of the other that it does not lead."""
    draft = _joint(draws, "C14 lead marked first", tier="province", partner_tiers=("municipality",))
    draft.led_by = draft.buyer
    return call_and_result(draft)


def _joint(draws: Draws, situation: str, *, tier: str, partner_tiers: tuple[str, ...], ocds: bool = False) -> Draft:
    draft = draws.draft(situation, tier=tier, ocds=ocds)
    taken = [draft.buyer]
    for partner_tier in partner_tiers:
        taken.append(draws.body(partner_tier, apart_from=taken))
    draft.partners = tuple(taken[1:])
    return draft
