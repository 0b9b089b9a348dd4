"""What forms call places and codes that the data contracts name in code alone; English stands in `en.po`."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from dashboard.page.language import sentence

LABELS: Final[Mapping[str, str]] = {
    "amount": sentence("Waarde"),
    "supplier": sentence("Leverancier"),
    "commitments": sentence("Afspraken"),
    "observations": sentence("Metingen"),
    "period": sentence("Periode"),
    "method": sentence("Methode"),
    "uncertainty": sentence("Onzekerheid"),
    "evidence": sentence("Bewijs"),
    "procurement": sentence("Aanbesteding"),
    "purchase": sentence("Inkoop"),
    "productChain": sentence("Productketen"),
    "purchaseType": sentence("Generiek of specifiek"),
    "categoryManagement": sentence("Ingekocht via categoriemanagement"),
    "category": sentence("Categorie"),
    "criteria": sentence("Gebruikte criteria"),
    "explanations": sentence("Waarom een thema niet is toegepast"),
    "key": sentence("Eigen kenmerk"),
    "theme": sentence("Thema"),
    "role": sentence("Gebruikt als"),
    "level": sentence("Niveau (1 basis, 2 significant, 3 ambitieus)"),
    "weightPercent": sentence("Gewicht in de gunning (%)"),
    "weightPercentMost": sentence("Hoogste gewicht bij een bandbreedte (%)"),
    "priceWeightPercent": sentence("Gewicht van de prijs (%)"),
    "source": sentence("Herkomst"),
    "tool": sentence("Instrument of lijst"),
    "id": sentence("Kenmerk"),
    "version": sentence("Versie"),
    "reason": sentence("Reden"),
    "text": sentence("Toelichting"),
    "themes": sentence("Thema's"),
    "goals": sentence("Doelen"),
    "actions": sentence("Acties"),
    "exceptions": sentence("Uitzonderingen"),
    "reports": sentence("Verslagen"),
    "advice": sentence("Adviezen"),
    "escalation": sentence("Opschalen"),
    "procedureId": sentence("Kenmerk van de aanbesteding (BT-04)"),
}
CODES: Final[Mapping[str, str]] = {
    "yes": sentence("ja"),
    "no": sentence("nee"),
    "withheld": sentence("niet openbaar"),
    "unknown": sentence("onbekend"),
    "partly": sentence("deels"),
    "climate": sentence("klimaat"),
    "circular": sentence("circulair"),
    "pollution-biodiversity": sentence("milieuvervuiling en biodiversiteit"),
    "human-rights-labour": sentence("mensenrechten en arbeidsomstandigheden"),
    "diversity-inclusion": sentence("diversiteit en inclusie"),
    "social-return": sentence("social return"),
    "suitability": sentence("geschiktheidseis"),
    "selection": sentence("selectiecriterium"),
    "requirement": sentence("eis"),
    "award": sentence("gunningscriterium"),
    "contract-clause": sentence("contractbepaling"),
    "contract-condition": sentence("contractvoorwaarde"),
    "not-relevant": sentence("niet van toepassing"),
    "little-influence": sentence("weinig invloed"),
    "low-risk": sentence("laag risico"),
    "no-alternative": sentence("geen alternatief"),
    "costs": sentence("kosten"),
    "legal": sentence("juridisch"),
    "time-or-capacity": sentence("tijd of capaciteit"),
    "other": sentence("anders"),
    "none": sentence("geen"),
    "generic": sentence("generiek"),
    "specific": sentence("specifiek"),
    "contract": sentence("contract"),
    "framework": sentence("raamovereenkomst"),
    "call-off": sentence("nadere overeenkomst"),
    "at-least": sentence("ten minste"),
    "at-most": sentence("ten hoogste"),
    "equal": sentence("precies"),
    "whole-contract": sentence("het hele contract"),
    "per-year": sentence("per jaar"),
    "contract-manager": sentence("contractmanager"),
    "contract-owner": sentence("contracteigenaar"),
    "buyer": sentence("inkoper"),
    "supplier": sentence("leverancier"),
    "third-party": sentence("derde"),
    "declared": sentence("opgegeven"),
    "verified": sentence("gecontroleerd"),
    "audited": sentence("door een accountant gecontroleerd"),
    "cumulative": sentence("vanaf het begin"),
    "in-period": sentence("in de periode"),
    "on-award": sentence("na de gunning"),
    "now": sentence("meteen"),
    "hold": sentence("nog niet"),
    "action-plan": sentence("actieplan"),
    "category-plan": sentence("categorieplan"),
    "chain-plan": sentence("ketenplan"),
    "operations-plan": sentence("bedrijfsvoeringsplan"),
    "ambition-web": sentence("ambitieweb"),
    "fuel": sentence("brandstof"),
    "electricity": sentence("elektriciteit"),
    "natural-gas": sentence("aardgas"),
    "heat": sentence("warmte"),
    "fleet": sentence("wagenpark"),
    "floor-area": sentence("vloeroppervlak"),
    "office-energy": sentence("energie van kantoren"),
}
_HUMPS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def label_of(name: str, said: object, say: Callable[[str], str]) -> str:
    """What a place is called: as the data contract says, else by our own words, else its name in plain letters."""
    if isinstance(said, str) and said:
        return said[:1].upper() + said[1:]
    if name in LABELS:
        return say(LABELS[name])
    if name in CODES:
        words = say(CODES[name])
        return words[:1].upper() + words[1:]
    plain = _HUMPS.sub(" ", name).replace("-", " ").lower()
    return plain[:1].upper() + plain[1:]


def code_words(code: str, say: Callable[[str], str]) -> str:
    """A code in words; one that is not known here as it is."""
    return say(CODES[code]) if code in CODES else code
