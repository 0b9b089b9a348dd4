"""Where knowledge is kept by others: addresses with what stands there, and the themes it is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dashboard.page.language import sentence

_DOCUMENTS: Final = "https://www.pianoo.nl/sites/default/files/media/documents"


@dataclass(frozen=True, slots=True)
class Source:
    """A place elsewhere; without themes it is about all of them."""

    address: str
    keeper: str
    says: str
    themes: frozenset[str] = frozenset()


SOURCES: Final = (
    Source(
        "https://www.mvicriteria.nl",
        "MVI-criteriatool",
        sentence("Eisen, criteria en contractbepalingen per productgroep, om over te nemen in een bestek."),
    ),
    Source(
        "https://www.tenderned.nl",
        "TenderNed",
        sentence("Aankondigingen van opdrachten, om te zien hoe anderen het vroegen."),
    ),
    Source(
        "https://www.pianoo.nl/nl/themas/maatschappelijk-verantwoord-opdrachtgeven-en-inkopen",
        "PIANOo",
        sentence("Wat maatschappelijk verantwoord opdrachtgeven en inkopen is, met voorbeelden en hulpmiddelen."),
    ),
    Source(
        f"{_DOCUMENTS}/2025-05/handreiking_monitoring_mvoi_mei2025.pdf",
        "PIANOo",
        sentence("Handreiking monitoring MVOI: indicatoren en procesvragen (mei 2025)."),
    ),
    Source(
        f"{_DOCUMENTS}/2025-07/succesvol_stappen_maken_met_mvoi-juli2025_0.pdf",
        "PIANOo",
        sentence("Succesvol stappen maken met MVOI (juli 2025)."),
    ),
    Source(
        f"{_DOCUMENTS}/2021-03/rapportage-sturen-op-duurzame-resultaten-februari2021.pdf",
        "PIANOo",
        sentence("Sturen op duurzame resultaten (februari 2021)."),
    ),
    Source(
        f"{_DOCUMENTS}/2023-09/transmissie-raamwerk-juni2023.pdf",
        "PIANOo",
        sentence("Het TransMissie-raamwerk: een markt in stappen veranderen (juni 2023)."),
    ),
    Source(
        f"{_DOCUMENTS}/2025-07/bestekteksten_internationale_sociale_voorwaarden-dec2024.pdf",
        "PIANOo",
        sentence("Bestekteksten voor de internationale sociale voorwaarden (december 2024)."),
        frozenset({"human-rights-labour"}),
    ),
    Source(
        "https://pianoo.nl/nl/themas/maatschappelijk-verantwoord-inkopen/buyer-groups",
        "PIANOo",
        sentence("Inkopersgroepen: samen een markt in beweging brengen."),
    ),
    Source(
        "https://www.pianoo.nl/nl/themas/innovatie/aan-de-slag/de-overheid-als-launching-customer",
        "PIANOo",
        sentence("De overheid als eerste klant van iets nieuws."),
    ),
)


def about(themes: frozenset[str]) -> Iterator[Source]:
    """Sources on all themes, and those on one of these; no themes asks for everything."""
    return (each for each in SOURCES if not each.themes or not themes or each.themes & themes)
