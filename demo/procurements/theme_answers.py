"""Stances: what a lot's document says about the themes, and the state each theme is in because of it.

Every state is written out here from part 1 of the counting rules, code by code; nothing is looked up in the lists that
the data space itself reads. BT-71 `none` and BT-736 `no` stand in every call and say nothing about a theme.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Final

from demo.documents.statements import Code, CriterionStatement
from shared.procurement.themes import THEMES

CLIMATE, CIRCULAR, POLLUTION, RIGHTS, DIVERSITY, SOCIAL = THEMES


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeAnswers:
    """Codes and texts of a lot, and what they mean. Themes that `states` leaves out are silent.

    `any_theme` is the answer to "any theme"; `complete`: the strategic fields are filled without contradiction (a
    specific code, or BT-06 `none` that nothing contradicts); `findings`: rules that must fire.
    """

    name: str
    codes: tuple[Code, ...] = ()
    criteria: tuple[CriterionStatement, ...] = ()
    terms: tuple[str, ...] = ()
    reserved: str = "none"  # BT-71
    execution: str = "no"  # BT-736
    states: Mapping[str, str] = field(default_factory=dict)
    any_theme: bool | None = None
    accessible: bool | None = None
    signals: tuple[str, ...] = ()
    complete: bool = False
    findings: tuple[str, ...] = ()

    def themes(self) -> dict[str, str]:
        """State of each of the six themes."""
        return {theme: self.states.get(theme, "silent") for theme in THEMES}

    def price_weight(self, *, weighed: bool) -> Decimal | None:
        """What the price weighs: the only criterion all, else when all have a weight and these make the whole.

        `weighed`: the document states weights.
        """
        if not weighed:
            return Decimal(100) if [each.kind for each in self.criteria] == ["price"] else None
        weights = [each.weight for each in self.criteria if each.weight is not None and not each.hidden]
        whole = len(weights) == len(self.criteria) and sum(weights) == 100  # noqa: PLR2004 - percent
        priced = [each.weight or 0 for each in self.criteria if each.kind == "price"]
        return Decimal(sum(priced)) if whole and priced else None


def codes_of(*pairs: str) -> tuple[Code, ...]:
    """Codes as "BT-774 clim-mitig"."""
    return tuple(Code(*pair.split(" ", 1)) for pair in pairs)


def asking(
    name: str, *pairs: str, yes: Iterable[str], complete: bool = True, accessible: bool | None = None
) -> ThemeAnswers:
    """Themes that are asked; the others stay silent."""
    return ThemeAnswers(
        name=name,
        codes=codes_of(*pairs),
        states=dict.fromkeys(yes, "yes"),
        any_theme=True,
        accessible=accessible,
        complete=complete,
    )


def some_aim(name: str, *pairs: str, complete: bool, findings: tuple[str, ...] = ()) -> ThemeAnswers:
    """Some theme is asked, and the code does not say which: each theme stays unknown."""
    return ThemeAnswers(name=name, codes=codes_of(*pairs), any_theme=True, complete=complete, findings=findings)


def _no_but(name: str, *pairs: str, yes: Iterable[str], findings: tuple[str, ...]) -> ThemeAnswers:
    """BT-06 `none` beside a specific yes of the same lot: that theme is yes, the others are no."""
    states = dict.fromkeys(THEMES, "no") | dict.fromkeys(yes, "yes")
    return ThemeAnswers(
        name=name, codes=codes_of(*pairs), states=states, any_theme=True, complete=True, findings=findings
    )


SILENT: Final = ThemeAnswers(name="silent")
NONE: Final = ThemeAnswers(
    name="none", codes=codes_of("BT-06 none"), states=dict.fromkeys(THEMES, "no"), any_theme=False, complete=True
)

ASKED: Final = (
    asking("climate", "BT-774 clim-mitig", yes=(CLIMATE,)),
    asking("climate, marked", "BT-06 env-imp", "BT-774 clim-mitig", yes=(CLIMATE,)),
    asking("circular", "BT-774 circ-econ", yes=(CIRCULAR,)),
    asking("circular, marked", "BT-06 env-imp", "BT-774 circ-econ", yes=(CIRCULAR,)),
    asking("climate and circular", "BT-06 env-imp", "BT-774 clim-mitig", "BT-774 circ-econ", yes=(CLIMATE, CIRCULAR)),
    asking("pollution", "BT-774 pollu-prev", yes=(POLLUTION,)),
    asking("biodiversity", "BT-774 biodiv-eco", yes=(POLLUTION,)),
    asking("water", "BT-06 env-imp", "BT-774 water-mar", "BT-774 biodiv-eco", yes=(POLLUTION,)),
    asking("human rights", "BT-775 hum-right", yes=(RIGHTS,)),
    asking("labour conditions", "BT-06 soc-obj", "BT-775 work-cond", yes=(RIGHTS,)),
    asking("ethnic equality", "BT-775 et-eq", yes=(DIVERSITY,)),
    asking("gender equality", "BT-06 soc-obj", "BT-775 gen-eq", yes=(DIVERSITY,)),
    asking("accessible for all", "BT-775 acc-all", yes=(DIVERSITY,)),
    asking("accessibility criteria", "BT-754 inc", yes=(DIVERSITY,), accessible=True),
    asking("social return", "BT-775 opp", yes=(SOCIAL,)),
    asking("social return, marked", "BT-06 soc-obj", "BT-775 opp", yes=(SOCIAL,)),
    asking("social return and labour", "BT-775 opp", "BT-775 work-cond", yes=(SOCIAL, RIGHTS)),
    asking("climate and social return", "BT-774 clim-mitig", "BT-775 opp", yes=(CLIMATE, SOCIAL)),
    asking("water and climate", "BT-774 water-mar", "BT-774 clim-mitig", yes=(POLLUTION, CLIMATE)),
    asking(
        "all six",
        "BT-06 env-imp",
        "BT-06 soc-obj",
        "BT-774 clim-mitig",
        "BT-774 circ-econ",
        "BT-774 pollu-prev",
        "BT-775 hum-right",
        "BT-775 gen-eq",
        "BT-775 opp",
        yes=THEMES,
    ),
    replace(asking("reserved to sheltered workshops", yes=(SOCIAL,)), reserved="res-ws"),
    replace(asking("sheltered execution", yes=(SOCIAL,)), execution="yes"),
)
"""Themes asked in so many words."""

ANSWERED: Final = (
    _no_but("none beside social return", "BT-06 none", "BT-775 opp", yes=(SOCIAL,), findings=("CMP-003", "EF-040")),
    _no_but("none beside climate", "BT-06 none", "BT-774 clim-mitig", yes=(CLIMATE,), findings=("CMP-003", "EF-040")),
    _no_but("none beside circular", "BT-06 none", "BT-774 circ-econ", yes=(CIRCULAR,), findings=("CMP-003", "EF-040")),
    _no_but(
        "none beside several",
        "BT-06 none",
        "BT-774 circ-econ",
        "BT-774 biodiv-eco",
        "BT-775 opp",
        yes=(CIRCULAR, POLLUTION, SOCIAL),
        findings=("CMP-003", "EF-040"),
    ),
    _no_but("none beside rights", "BT-06 none", "BT-775 hum-right", yes=(RIGHTS,), findings=("CMP-003", "EF-040")),
    _no_but("none beside diversity", "BT-06 none", "BT-775 et-eq", yes=(DIVERSITY,), findings=("CMP-003", "EF-040")),
)
"""Both yes and no: every theme has an answer, with a finding."""

UNCLEAR: Final = (
    some_aim("environmental aim only", "BT-06 env-imp", complete=False),
    some_aim("social aim only", "BT-06 soc-obj", complete=False),
    some_aim("other environmental aim", "BT-06 env-imp", "BT-774 other", complete=True),
    some_aim("other social aim", "BT-775 other", complete=True),
    some_aim("national green criteria", "BT-805 national", complete=True),
    some_aim("European green criteria", "BT-805 eu", complete=True),
    some_aim("other green criteria", "BT-805 other", complete=True),
    some_aim("retired code of a standard", "BT-774 iso-14001-com", complete=True),
    ThemeAnswers(name="no green criteria", codes=codes_of("BT-805 none")),
    ThemeAnswers(name="climate adaptation", codes=codes_of("BT-774 clim-adapt"), complete=True),
    ThemeAnswers(name="innovation", codes=codes_of("BT-06 inn-pur", "BT-776 prod-innov"), complete=True),
    ThemeAnswers(name="retired code of innovation", codes=codes_of("BT-776 buy-eff"), complete=True),
    ThemeAnswers(name="innovation only marked", codes=codes_of("BT-06 inn-pur")),
    ThemeAnswers(name="not for persons", codes=codes_of("BT-754 n-inc"), accessible=False),
    ThemeAnswers(name="accessibility left out", codes=codes_of("BT-754 n-inc-just"), accessible=False),
    ThemeAnswers(name="execution not yet known", execution="not-known"),
    ThemeAnswers(name="reserved to public services", reserved="res-pub-ser"),
    ThemeAnswers(name="clean vehicles directive applies", codes=codes_of("BT-717 true", "BT-735 veh-acq")),
    ThemeAnswers(name="energy efficiency directive applies", codes=codes_of("BT-810 true")),
    ThemeAnswers(name="unknown code", codes=codes_of("BT-774 clim-neutral"), findings=("EF-024",)),
    ThemeAnswers(
        name="social aim withheld",
        codes=codes_of("BT-775 unpublished"),
        states=dict.fromkeys((RIGHTS, DIVERSITY, SOCIAL), "withheld"),
    ),
    ThemeAnswers(
        name="none beside an unnamed environmental aim",
        codes=codes_of("BT-06 none", "BT-06 env-imp"),
        states=dict.fromkeys(THEMES, "conflicting"),
        any_theme=True,
        findings=("CMP-004",),
    ),
    ThemeAnswers(
        name="none beside other green criteria",
        codes=codes_of("BT-06 none", "BT-805 national"),
        states=dict.fromkeys(THEMES, "conflicting"),
        any_theme=True,
        complete=True,
        findings=("CMP-004",),
    ),
    ThemeAnswers(
        name="none beside an unnamed aim and climate",
        codes=codes_of("BT-06 none", "BT-06 env-imp", "BT-774 clim-mitig"),
        states=dict.fromkeys(THEMES, "conflicting") | {CLIMATE: "yes"},
        any_theme=True,
        complete=True,
        findings=("CMP-003", "CMP-004", "EF-040"),
    ),
    ThemeAnswers(
        name="none and no green criteria",
        codes=codes_of("BT-06 none", "BT-805 none"),
        states=dict.fromkeys(THEMES, "no"),
        any_theme=False,
        complete=True,
    ),
)
"""Codes that name no theme, half a theme, or contradict each other without naming one."""

_SIGNALS: Final = (
    (CLIMATE, "CO2-Prestatieladder, trede 3"),
    (CLIMATE, "Emissieloos materieel"),
    (CIRCULAR, "Hergebruik van materialen en circulaire bouw"),
    (POLLUTION, "Biodiversiteit en natuurinclusief beheer"),
    (POLLUTION, "Milieukostenindicator (MKI)"),
    (RIGHTS, "Internationale sociale voorwaarden"),
    (DIVERSITY, "Diversiteit en inclusie in het projectteam"),
    (SOCIAL, "Social return: plan van aanpak"),
    (SOCIAL, "Inzet van mensen met een afstand tot de arbeidsmarkt"),
)
_NEUTRAL: Final = (
    "Kwaliteit van het plan van aanpak",
    "Risicobeheersing en planning",
    "Samenwerking en communicatie",
    "Implementatie en overgang",
    "Garantietermijn",
    "Tarief per uur, inclusief reiskosten",
)
_DENIALS: Final = (Code("BT-06", "none"), Code("flag", "false"))
_SPECIFIC: Final = ("BT-774", "BT-775", "BT-776", "goal")


def ordinary_criteria(rng: Random) -> tuple[CriterionStatement, ...]:
    """Award criteria that point to no theme, among them words that only look like one ("inclusief")."""
    weight = rng.choice((30, 40, 50, 60, 70))
    neutral = rng.choice(_NEUTRAL)
    return (
        CriterionStatement("price", "Prijs", "Laagste totaalprijs inclusief onderhoud", 100 - weight),
        CriterionStatement("quality", neutral, neutral, weight),
    )


def with_texts(answers: ThemeAnswers, rng: Random, *, count: int = 1) -> ThemeAnswers:
    """The same answers with criterion texts that point to themes: a signal, and never a yes.

    Its one other effect: beside BT-06 `none` it makes the theme conflicting instead of no.
    """
    chosen = rng.sample(_SIGNALS, count)
    signals = tuple(theme for theme in THEMES if any(theme == each for each, _ in chosen))
    criteria = [
        CriterionStatement("price", "Prijs", "Prijs", 60),
        *(CriterionStatement("quality", text, text, 40 // count) for _, text in chosen[1:]),
    ]
    # One of the texts stands among the terms of performance (BT-70) half of the time.
    in_terms = rng.random() < 0.5  # noqa: PLR2004 - half
    first = chosen[0][1]
    if not in_terms:
        criteria.append(CriterionStatement("quality", "Kwaliteit", first, 20))
    stated = replace(answers, criteria=tuple(criteria), terms=(first,) if in_terms else (), signals=signals)
    if not any(denial in answers.codes for denial in _DENIALS):
        return replace(stated, name=f"{answers.name}, signal in text")
    denied = [theme for theme in signals if answers.states.get(theme) == "no"]
    if not denied:
        return replace(stated, name=f"{answers.name}, signal in text")
    return replace(
        stated,
        name=f"{answers.name}, contradicted by a text",
        states=dict(answers.states) | dict.fromkeys(denied, "conflicting"),
        any_theme=answers.any_theme or None,
        complete=any(code.term in _SPECIFIC for code in answers.codes),
        findings=(*answers.findings, "CMP-007"),
    )
