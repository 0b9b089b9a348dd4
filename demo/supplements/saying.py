"""What a buyer says of one procedure: answers, criteria, weights and reasons, as its own administration has them."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any, Final, TypeAlias

from demo.ledger import ExpectedLot, ExpectedProcedure
from shared.procurement.themes import THEMES
from shared.reference.categories import NONE
from shared.reference.product_chains import built_in_chains
from shared.reference.published import ReferenceLists

Said: TypeAlias = dict[str, Any]
"""A part of a record, as JSON."""

ROLES: Final = ("requirement", "requirement", "award", "award", "contract-clause", "selection", "suitability")
REASONS: Final = ("little-influence", "not-relevant", "low-risk", "costs", "no-alternative", "time-or-capacity")
RISKS: Final = ("none", "none", "bedrijfskleding", "catering", "dataverbindingen", "werkplekomgeving")
CHAINS: Final = ("catering", "kantoormeubilair", "bedrijfskleding", "schoonmaak", "wegen")
CATEGORIES: Final = ("werkplekomgeving", "consumptieve-dienstverlening", "logistiek")
CENTRAL: Final = "central"
_CIVIL: Final = ("4522", "4523", "4524", "45112")


def purchase_of(rng: Random, procedure: ExpectedProcedure) -> Said:
    """What kind of purchase it is: the chain where it does not follow from the CPV code, the rest of central bodies."""
    said: Said = {}
    match = built_in_chains().chain_of(procedure.cpv)
    if match is None or match.quality == "C" or rng.random() < 0.08:  # noqa: PLR2004 - now and then it knows better
        said["productChain"] = rng.choice(CHAINS)
    if procedure.tier == CENTRAL:
        said["purchaseType"] = rng.choice(("generic", "specific"))
        said["categoryManagement"] = rng.choice(("yes", "yes", "no"))
        if said["categoryManagement"] == "yes":
            said["category"] = _category_of(procedure)
    return said


def _category_of(procedure: ExpectedProcedure) -> str:
    """The category of the Rijk that it was bought in: where its CPV code leads to none, one that the buyer knows."""
    derived = ReferenceLists.built_in().newest.categories.of(procedure.cpv).rijk.category
    return CATEGORIES[len(procedure.lots) % len(CATEGORIES)] if derived in (None, NONE) else derived


def full_lot(rng: Random, procedure: ExpectedProcedure, lot: ExpectedLot, *, all_six: bool) -> Said:
    """Every answer about a lot. `all_six`: also on themes of which a notice spoke, and as it did."""
    known = {theme: state for theme, state in lot.themes.items() if state in ("yes", "no")}
    answers = {theme: known.get(theme) or rng.choice(("yes", "no", "no")) for theme in THEMES}
    asked = {theme: answer for theme, answer in answers.items() if all_six or theme not in known}
    return {"lotId": lot.lot_id, **({"themes": asked} if asked else {}), **_rest(rng, procedure, lot, answers)}


def part_lot(rng: Random, lot: ExpectedLot) -> Said:
    """Some answers, none of them against a notice, and criteria of one theme without their level."""
    open_themes = [theme for theme, state in lot.themes.items() if state not in ("yes", "no")]
    told = {theme: rng.choice(("yes", "no")) for theme in open_themes if rng.random() < 0.5}  # noqa: PLR2004 - half
    said: Said = {"lotId": lot.lot_id, "priceWeightPercent": rng.choice((40, 60))}
    if told:
        said["themes"] = told
    applied = [theme for theme, answer in told.items() if answer == "yes"]
    if applied:
        said["criteria"] = [{"key": "K1", "theme": applied[0], "role": "requirement"}]
    return said


def _rest(rng: Random, procedure: ExpectedProcedure, lot: ExpectedLot, answers: Mapping[str, str]) -> Said:
    price, said = int(lot.price_weight or 0), dict[str, Any]()
    if lot.price_weight is None or rng.random() < 0.3:  # noqa: PLR2004 - some state it although a notice did
        price = said["priceWeightPercent"] = rng.choice((20, 30, 40, 60))
    criteria = list(criteria_of(rng, answers, room=100 - price))
    if criteria:
        said["criteria"] = criteria
    reasons = [
        {"theme": theme, "reason": rng.choice(REASONS)}
        for theme, answer in answers.items()
        if answer == "no" and rng.random() < 0.6  # noqa: PLR2004 - most
    ]
    if reasons:
        said["explanations"] = reasons
    if lot.nature in ("works", "services"):
        social: Said = {"suitable": rng.choice(("yes", "yes", "no")), "wageSumAtLeast250000": rng.choice(("yes", "no"))}
        if lot.duration_months is None:
            social["durationMonths"] = rng.choice((3, 12, 24))
        said["socialReturn"] = social
    if procedure.tier == CENTRAL:
        risk = rng.choice(RISKS)
        said["internationalSocialConditions"] = {"applied": rng.choice(("yes", "no")), "riskCategory": risk}
    if (lot.cpv or "").startswith(_CIVIL):
        used = rng.choice(("yes", "no"))
        said["environmentalCostIndicator"] = {
            "applied": used,
            **({"role": rng.choice(("award", "requirement", "contract-clause"))} if used == "yes" else {}),
        }
    return said


def criteria_of(rng: Random, answers: Mapping[str, str], *, room: int) -> list[Said]:
    """One or two criteria for each theme that was applied; the award criteria together weigh no more than the room."""
    criteria: list[Said] = []
    for theme in (theme for theme, answer in answers.items() if answer == "yes"):
        for _ in range(rng.choice((1, 1, 2))):
            used: Said = {"key": f"K{len(criteria) + 1}", "theme": theme, "role": rng.choice(ROLES)}
            if rng.random() < 0.9:  # noqa: PLR2004 - nearly all
                used["level"] = rng.choice((1, 1, 2, 3))
            if used["role"] == "award":
                weight = min(room, rng.choice((10, 15, 30, 50)))
                room -= weight
                used["weightPercent"] = weight
                if room > 0 and rng.random() < 0.1:  # noqa: PLR2004 - now and then a range
                    more = min(room, 10)
                    room -= more
                    used["weightPercentMost"] = weight + more
            criteria.append(used)
    return criteria
