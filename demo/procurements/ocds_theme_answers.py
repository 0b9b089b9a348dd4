"""Stances in the words of OCDS: flags, goals and strategies, in both spellings of the four codes that differ.

Codes here are pairs of "flag", "goal", "strategy" or "accessible" and the value; states are written out as in
`answers`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from demo.procurements.theme_answers import (
    CIRCULAR,
    CLIMATE,
    DIVERSITY,
    POLLUTION,
    RIGHTS,
    SOCIAL,
    ThemeAnswers,
    asking,
    codes_of,
    some_aim,
)
from shared.procurement.themes import THEMES

OCDS_SILENT: Final = ThemeAnswers(name="OCDS silent", execution="")
OCDS_NONE: Final = ThemeAnswers(
    name="OCDS no sustainability",
    codes=codes_of("flag false"),
    states=dict.fromkeys(THEMES, "no"),
    any_theme=False,
    complete=True,
)
OCDS_ASKED: Final = (
    asking("OCDS climate", "flag true", "goal environmental.climateChangeMitigation", yes=(CLIMATE,)),
    asking("OCDS fewer emissions", "flag true", "goal environmental.carbonEmissionsReduction", yes=(CLIMATE,)),
    asking(
        "OCDS circular", "flag true", "goal environmental.circularEconomy", "strategy awardCriteria", yes=(CIRCULAR,)
    ),
    asking("OCDS pollution", "flag true", "goal environmental.pollutionPrevention", yes=(POLLUTION,)),
    asking("OCDS water, of the table", "flag true", "goal environmental.waterResources", yes=(POLLUTION,)),
    asking(
        "OCDS water, of the extension", "flag true", "goal environmental.waterResourcesProtection", yes=(POLLUTION,)
    ),
    asking("OCDS rights, of the table", "flag true", "goal social.humanRightsInSupplyChain", yes=(RIGHTS,)),
    asking("OCDS rights, of the extension", "flag true", "goal social.humanRightsInSupplyChains", yes=(RIGHTS,)),
    asking("OCDS labour", "flag true", "goal social.laborRightsPromotion", yes=(RIGHTS,)),
    asking("OCDS diversity", "flag true", "goal social.genderEquality", yes=(DIVERSITY,)),
    asking("OCDS social return", "flag true", "goal social.disadvantagedEmploymentOpportunities", yes=(SOCIAL,)),
    asking(
        "OCDS climate and social return",
        "flag true",
        "goal environmental.climateChangeMitigation",
        "goal social.disadvantagedEmploymentOpportunities",
        yes=(CLIMATE, SOCIAL),
    ),
    replace(asking("OCDS reserved participation", yes=(SOCIAL,)), reserved="shelteredWorkshop"),
    replace(asking("OCDS reserved execution", yes=(SOCIAL,)), execution="true"),
    asking("OCDS accessibility criteria", "accessible true", yes=(DIVERSITY,), accessible=True),
)
OCDS_UNCLEAR: Final = (
    some_aim("OCDS some aim", "flag true", complete=False),
    some_aim("OCDS environmental aim", "flag true", "goal environmental", complete=False),
    some_aim("OCDS European green criteria", "flag true", "strategy euGPPCriteria", complete=True),
    ThemeAnswers(
        name="OCDS process innovation, of the table", codes=codes_of("goal economic.processInnovation"), complete=True
    ),
    ThemeAnswers(
        name="OCDS product innovation, of the extension",
        codes=codes_of("goal economic.productInnovationPromotion"),
        complete=True,
    ),
    ThemeAnswers(
        name="OCDS climate adaptation", codes=codes_of("goal environmental.climateChangeAdaptation"), complete=True
    ),
    ThemeAnswers(name="OCDS no accessibility", codes=codes_of("accessible false"), accessible=False),
)
OCDS_ANSWERED: Final = (
    ThemeAnswers(
        name="OCDS no sustainability beside social return",
        codes=codes_of("flag false", "goal social.disadvantagedEmploymentOpportunities"),
        states=dict.fromkeys(THEMES, "no") | {SOCIAL: "yes"},
        any_theme=True,
        complete=True,
        findings=("CMP-003",),
    ),
)
