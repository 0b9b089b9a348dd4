"""What the compiler finds odd about a procedure: the rules with their texts.

Findings of the formats (EF-..., OC-...) stand with the formats; these (CMP-...) need all notices of a procedure.
"""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

TWO_PROCEDURES: Final = Rule(
    "CMP-001",
    Severity.WARNING,
    "De verwijzingen in deze aankondiging wijzen naar verschillende procedures; er is niets samengevoegd.",
    "The references in this notice point to different procedures; nothing was merged.",
    Text("Verwijs alleen naar aankondigingen van dezelfde procedure.", "Refer to notices of the same procedure only."),
)
TOLD_BY_ANOTHER: Final = Rule(
    "CMP-012",
    Severity.WARNING,
    "Een ander zond kennisgevingen met dezelfde kenmerken; die staan apart en tellen in deze procedure niet mee.",
    "Somebody else sent notices with the same identifiers; they stand apart and do not count in this procedure.",
    Text(
        "Zie /v1/notices wie wat zond. Is het dezelfde aanbesteding, geef die partij dan een mandaat of noem haar als "
        "inkoper; is het een vergissing, vraag haar het te verbeteren.",
        "See /v1/notices for who sent what. If it is the same procurement, give that party a mandate or name it as a "
        "buyer; if it is a mistake, ask it to correct what it sent.",
    ),
)
THEME_CONFLICT: Final = Rule(
    "CMP-002",
    Severity.WARNING,
    "Over dit thema staan ja en nee naast elkaar, even sterk; het telt als tegenstrijdig.",
    "Yes and no stand side by side for this theme, equally strong; it counts as conflicting.",
    Text("Stuur een hogere versie die een van beide zegt.", "Send a higher version that says one of them."),
)
NONE_BESIDE_SPECIFIC: Final = Rule(
    "CMP-003",
    Severity.WARNING,
    "BT-06 zegt 'none', maar hetzelfde perceel noemt dit thema wel; het thema telt als ja.",
    "BT-06 says 'none', yet the same lot names this theme; the theme counts as yes.",
    Text("Verwijder 'none' of het thema.", "Remove 'none' or the theme."),
)
NONE_BESIDE_SOME_THEME: Final = Rule(
    "CMP-004",
    Severity.WARNING,
    "BT-06 zegt 'none', maar hetzelfde perceel zegt ja tegen een niet genoemd thema; welk thema is onbekend.",
    "BT-06 says 'none', yet the same lot says yes to a theme it does not name; which theme is unknown.",
    Text("Noem het thema, of verwijder het ja.", "Name the theme, or remove the yes."),
)
SAME_VERSION_DIFFERS: Final = Rule(
    "CMP-005",
    Severity.WARNING,
    "Dezelfde versie van deze aankondiging is met verschillende inhoud ontvangen; waar zij verschillen is de waarde "
    "tegenstrijdig.",
    "The same version of this notice was received with different content; where they differ the value is conflicting.",
    Text("Geef een wijziging een hogere versie.", "Give a change a higher version."),
)
TOTAL_DIFFERS: Final = Rule(
    "CMP-006",
    Severity.WARNING,
    "Het totaal (BT-161) en de som van de inschrijvingen (BT-720) verschillen meer dan een factor drie; beide tellen "
    "niet.",
    "The total (BT-161) and the sum of the tenders (BT-720) differ by more than a factor three; neither counts until "
    "this is corrected.",
    Text("Controleer beide bedragen.", "Check both amounts."),
)
TEXT_BESIDE_NONE: Final = Rule(
    "CMP-007",
    Severity.WARNING,
    "BT-06 zegt 'none', maar een criteriumtekst wijst op dit thema; het telt als tegenstrijdig.",
    "BT-06 says 'none', yet a criterion text points to this theme; it counts as conflicting.",
    Text("Noem het thema, of pas de tekst aan.", "Name the theme, or correct the text."),
)
NO_LEAD_BUYER: Final = Rule(
    "CMP-008",
    Severity.INFO,
    "Geen van de inkopers is als penvoerder aangewezen; de eerste telt als penvoerder.",
    "None of the buyers is marked as lead; the first one counts as lead.",
    Text("Wijs een penvoerder aan.", "Mark one of them as lead."),
)
AWARD_DAY_NOT_BELIEVED: Final = Rule(
    "CMP-010",
    Severity.WARNING,
    "Deze dag van gunning of contract ligt na de ontvangst, of jaren voor de oproep; hij geldt als onbekend.",
    "This day of award or contract lies after its receipt, or years before the call; it counts as unknown.",
    Text("Controleer de dag.", "Check the day."),
)
AWARD_WITHOUT_DAY: Final = Rule(
    "CMP-011",
    Severity.WARNING,
    "Van deze gunning is geen enkele dag bekend; in een cijfer per gunning staat zij in geen periode.",
    "No day at all is known of this award; in a figure by award it stands in no period.",
    Text("Vermeld de dag van gunning (BT-1451).", "State the day of the award decision (BT-1451)."),
)
BUYER_UNKNOWN: Final = Rule(
    "CMP-009",
    Severity.INFO,
    "De inkoper hoort bij geen partij in het register; de procedure telt onder 'onbekend' tot hij is gekoppeld.",
    "The buyer matches no party in the register; the procedure counts under 'unknown' until it is linked.",
    Text("Vermeld zijn OIN, KvK-nummer of TOOI-adres.", "State its OIN, KvK number or TOOI address."),
)
SUPPLEMENTS_CONFLICT: Final = Rule(
    "CMP-013",
    Severity.WARNING,
    "De aanvullingen van de inkoper zeggen hierover verschillende dingen; het telt als onbekend.",
    "The buyer's supplements say different things of this; it counts as unknown.",
    Text(
        "Trek een van beide in, of stuur een hogere versie die klopt.",
        "Withdraw one of them, or send a higher version that is right.",
    ),
)
SUPPLEMENT_CORRECTS: Final = Rule(
    "CMP-014",
    Severity.WARNING,
    "De aanvulling van de inkoper zegt {said}, de aankondiging zei {before}. De aanvulling telt; beide blijven staan.",
    "The buyer's supplement says {said}, the notice said {before}. The supplement counts; both are kept.",
    Text("Verbeter zo nodig de aankondiging.", "Correct the notice if need be."),
)
SUPPLEMENT_LOT_UNKNOWN: Final = Rule(
    "CMP-015",
    Severity.WARNING,
    "Geen aankondiging noemt dit perceel; wat de aanvulling erover zegt telt niet.",
    "No notice names this lot; what the supplement says of it does not count.",
    Text("Controleer het perceelnummer (BT-137).", "Check the lot identifier (BT-137)."),
)
SUPPLEMENT_OF_OTHER: Final = Rule(
    "CMP-016",
    Severity.WARNING,
    "Een andere organisatie dan de penvoerder zond een aanvulling; die telt niet.",
    "Another body than the lead buyer sent a supplement; it does not count.",
    Text("Laat de penvoerder haar zenden, of een mandaat geven.", "Let the lead buyer send it, or give a mandate."),
)
OWN_THEME_NOT_ADDED: Final = Rule(
    "CMP-017",
    Severity.WARNING,
    "De penvoerder had dit thema op de dag van de aankondiging niet toegevoegd; het antwoord telt nergens.",
    "The lead buyer had not added this theme on the day of the call; the answer counts nowhere.",
    Text(
        "Voeg het toe met PUT /v1/governance van het register, met de periode, of laat het antwoord weg.",
        "Add it with PUT /v1/governance of the registry, with its period, or leave the answer out.",
    ),
)
