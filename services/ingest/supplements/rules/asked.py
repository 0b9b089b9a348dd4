"""What a supplement may be asked: each question with why it is asked and which indicators it serves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from shared.procurement.finding import Text
from shared.procurement.themes import THEMES


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its property in the data contract, what is asked and why, and which indicators an answer serves."""

    field: str  # below the record, or below a lot
    question: Text
    why: Text
    serves: tuple[str, ...]

    @property
    def of_lot(self) -> bool:
        """Whether it is asked of lots."""
        return not self.field.startswith("purchase/")


_NAMES: Final = {
    "climate": Text("klimaat", "climate"),
    "circular": Text("circulair", "circularity"),
    "pollution-biodiversity": Text("milieuvervuiling en biodiversiteit", "pollution and biodiversity"),
    "human-rights-labour": Text("mensenrechten en arbeidsomstandigheden", "human rights and labour conditions"),
    "diversity-inclusion": Text("diversiteit en inclusie", "diversity and inclusion"),
    "social-return": Text("social return", "social return"),
}
OWN_THEMES: Final = "ownThemes"
_OF_THEMES: Final = ("ALG-P01", "ALG-P04", "ALG-P05", "ALG-P11a")


def _theme(theme: str) -> Asked:
    name = _NAMES[theme]
    more = {"diversity-inclusion": ("DIV-P01",), "social-return": ("SOR-P01",)}.get(theme, ())
    return Asked(
        f"themes/{theme}",
        Text(f"Is er iets gevraagd op {name.nl}?", f"Was anything asked on {name.en}?"),
        Text("Geen aankondiging zegt ja of nee.", "No notice says yes or no."),
        (*_OF_THEMES, *more),
    )


def own_theme(theme: str, names: Text | None) -> Asked:
    """The question about a theme that the lead body added; `names` are those it gave to it."""
    called = names or Text(theme, theme)
    return Asked(
        f"{OWN_THEMES}/{theme}",
        Text(f"Is er iets gevraagd op {called.nl}?", f"Was anything asked on {called.en}?"),
        Text("Een eigen thema van uw organisatie.", "A theme of your body's own."),
        ("ALG-P22",),
    )


_OTHERS: Final = (
    Asked(
        "purchase/productChain",
        Text("Welke productketen is het?", "Which product chain is it?"),
        Text("Uit de CPV-code volgt zij niet met zekerheid.", "It does not follow from the CPV code for certain."),
        ("ALG-P01", "ALG-P02", "ALG-P04", "DIV-P01"),
    ),
    Asked(
        "purchase/purchaseType",
        Text("Is het generieke of specifieke inkoop?", "Is it generic or specific purchasing?"),
        Text("Voor het Rijk; geen aankondiging zegt het.", "For central government; no notice says it."),
        ("ALG-P03",),
    ),
    Asked(
        "purchase/categoryManagement",
        Text("Is het ingekocht via categoriemanagement?", "Was it bought under category management?"),
        Text(
            "Voor het Rijk; het bepaalt of inspanningsdoel II geldt.",
            "For central government; effort goal II needs it.",
        ),
        ("ALG-P03", "ALG-P03b"),
    ),
    Asked(
        "criteria",
        Text("Welke criteria zijn gebruikt: thema, rol, niveau?", "Which criteria were used: theme, role, level?"),
        Text(
            "Een thema is toegepast; een aankondiging noemt geen niveau.",
            "A theme was applied; notices state no level.",
        ),
        ("ALG-P02", "ALG-P02b", "ALG-P03", "ALG-P06"),
    ),
    Asked(
        "priceWeightPercent",
        Text("Hoeveel procent weegt de prijs?", "What percentage does the price weigh?"),
        Text(
            "Er zijn gunningscriteria; geen aankondiging zegt wat de prijs weegt.",
            "There are award criteria; no notice says what the price weighs.",
        ),
        ("ALG-P03b",),
    ),
    Asked(
        "explanations",
        Text("Waarom is een relevant thema niet toegepast?", "Why was a relevant theme not applied?"),
        Text(
            "Pas toe of leg uit: het thema is relevant voor de keten.",
            "Comply or explain: the chain makes it relevant.",
        ),
        ("ALG-P11a", "ALG-P11b"),
    ),
    Asked(
        "socialReturn/suitable",
        Text("Is de opdracht geschikt voor social return?", "Is it suitable for social return?"),
        Text("Werken en diensten; geen aankondiging zegt het.", "Works and services; no notice says it."),
        ("SOR-P01",),
    ),
    Asked(
        "socialReturn/wageSumAtLeast250000",
        Text("Is de loonsom ten minste 250.000 euro?", "Is the wage sum at least EUR 250,000?"),
        Text(
            "Werken en diensten; een aankondiging noemt geen loonsom.", "Works and services; notices state no wage sum."
        ),
        ("SOR-P01",),
    ),
    Asked(
        "socialReturn/durationMonths",
        Text("Hoeveel maanden duurt de opdracht?", "How many months does it last?"),
        Text("Geen aankondiging noemt de duur.", "No notice states the duration."),
        ("SOR-P01",),
    ),
    Asked(
        "internationalSocialConditions/riskCategory",
        Text("In welke ISV-risicocategorie valt het?", "In which ISV risk category is it?"),
        Text("Voor het Rijk; geen aankondiging zegt het.", "For central government; no notice says it."),
        ("MRA-P01", "MRA-P01b"),
    ),
    Asked(
        "internationalSocialConditions/applied",
        Text("Zijn de Internationale Sociale Voorwaarden toegepast?", "Were the social conditions (ISV) applied?"),
        Text("Voor het Rijk; geen aankondiging zegt het.", "For central government; no notice says it."),
        ("MRA-P01", "MRA-P01b"),
    ),
    Asked(
        "environmentalCostIndicator/applied",
        Text("Is de milieukostenindicator (MKI) gebruikt?", "Was the environmental cost indicator (MKI) used?"),
        Text("Werken in de grond-, weg- en waterbouw.", "Works of civil engineering."),
        ("MIL-P01",),
    ),
    Asked(
        "environmentalCostIndicator/role",
        Text("Als eis of als gunningscriterium?", "As a requirement or as an award criterion?"),
        Text("De MKI is gebruikt.", "The indicator was used."),
        ("MIL-P01",),
    ),
)

ASKED: Final[Mapping[str, Asked]] = MappingProxyType({each.field: each for each in (*map(_theme, THEMES), *_OTHERS)})
"""Every question, in the order in which they are asked."""
