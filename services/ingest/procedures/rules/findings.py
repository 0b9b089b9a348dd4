"""What the compiler finds odd about a procedure: the rules with their texts.

Findings of the formats (EF-..., OC-...) stand with the formats; these (CMP-...) need all notices of a procedure.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.procurement.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that can fire: its id, severity and the sentence in Dutch and English."""

    id: str
    severity: Severity
    nl: str
    en: str

    def at(self, location: str, value: str | None = None) -> Finding:
        """Make the finding for one place."""
        return Finding(self.id, self.severity, location, self.nl, self.en, value)


TWO_PROCEDURES = Rule(
    "CMP-001",
    Severity.WARNING,
    "De verwijzingen in deze aankondiging wijzen naar verschillende procedures; er is niets samengevoegd.",
    "The references in this notice point to different procedures; nothing was merged.",
)
THEME_CONFLICT = Rule(
    "CMP-002",
    Severity.WARNING,
    "Over dit thema staan ja en nee naast elkaar, even sterk; het telt als tegenstrijdig tot een hogere versie volgt.",
    "Yes and no stand side by side for this theme, equally strong; it counts as conflicting until a higher version.",
)
NONE_BESIDE_SPECIFIC = Rule(
    "CMP-003",
    Severity.WARNING,
    "BT-06 zegt 'none', maar hetzelfde perceel noemt dit thema wel; het thema telt als ja.",
    "BT-06 says 'none', yet the same lot names this theme; the theme counts as yes.",
)
NONE_BESIDE_SOME_THEME = Rule(
    "CMP-004",
    Severity.WARNING,
    "BT-06 zegt 'none', maar hetzelfde perceel zegt ja tegen een niet genoemd thema; welk thema is onbekend.",
    "BT-06 says 'none', yet the same lot says yes to a theme it does not name; which theme is unknown.",
)
SAME_VERSION_DIFFERS = Rule(
    "CMP-005",
    Severity.WARNING,
    "Dezelfde versie van deze aankondiging is met verschillende inhoud ontvangen; waar zij verschillen is de waarde "
    "tegenstrijdig tot een hogere versie volgt.",
    "The same version of this notice was received with different content; where they differ the value is conflicting "
    "until a higher version arrives.",
)
TOTAL_DIFFERS = Rule(
    "CMP-006",
    Severity.WARNING,
    "Het totaal (BT-161) en de som van de inschrijvingen (BT-720) verschillen meer dan een factor drie; beide tellen "
    "niet tot dit is hersteld.",
    "The total (BT-161) and the sum of the tenders (BT-720) differ by more than a factor three; neither counts until "
    "this is corrected.",
)
TEXT_BESIDE_NONE = Rule(
    "CMP-007",
    Severity.WARNING,
    "BT-06 zegt 'none', maar een criteriumtekst wijst op dit thema; het telt als tegenstrijdig.",
    "BT-06 says 'none', yet a criterion text points to this theme; it counts as conflicting.",
)
NO_LEAD_BUYER = Rule(
    "CMP-008",
    Severity.INFO,
    "Geen van de inkopers is als penvoerder aangewezen; de eerste telt als penvoerder.",
    "None of the buyers is marked as lead; the first one counts as lead.",
)
BUYER_UNKNOWN = Rule(
    "CMP-009",
    Severity.INFO,
    "De inkoper hoort bij geen partij in het register; de procedure telt onder 'onbekend' tot hij is gekoppeld.",
    "The buyer matches no party in the register; the procedure counts under 'unknown' until it is linked.",
)

RULES = (
    TWO_PROCEDURES,
    THEME_CONFLICT,
    NONE_BESIDE_SPECIFIC,
    NONE_BESIDE_SOME_THEME,
    SAME_VERSION_DIFFERS,
    TOTAL_DIFFERS,
    TEXT_BESIDE_NONE,
    NO_LEAD_BUYER,
    BUYER_UNKNOWN,
)
