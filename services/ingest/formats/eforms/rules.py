"""What can be found in an eForms notice: one rule per line, with its severity and both texts.

The texts say what is wrong and what to do; `{...}` is filled in per finding. The documentation is made from this table.
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.procurement.finding import Finding, Severity

_LONGEST_VALUE = 120


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its severity and its texts in Dutch and English."""

    severity: Severity
    nl: str
    en: str


_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

RULES: dict[str, Rule] = {
    # --- the record cannot be read: refused ---
    "EF-001": Rule(
        _ERROR,
        "Dit is geen welgevormde XML ({reason}). Controleer het bestand op deze plaats en stuur het opnieuw.",
        "This is no well-formed XML ({reason}). Check the file at this place and send it again.",
    ),
    "EF-002": Rule(
        _ERROR,
        "Het bestand is leeg. Stuur de aankondiging zelf.",
        "The body is empty. Send the notice itself.",
    ),
    "EF-003": Rule(
        _ERROR,
        "Het bestand bevat een DOCTYPE. eForms kent geen DTD en geen entiteiten: verwijder de declaratie.",
        "The body holds a DOCTYPE. eForms knows no DTD and no entities: remove the declaration.",
    ),
    "EF-004": Rule(
        _ERROR,
        "Dit is geen eForms-aankondiging: het buitenste element is geen ContractNotice, ContractAwardNotice, "
        "PriorInformationNotice of BusinessRegistrationInformationNotice.",
        "This is no eForms notice: the outermost element is no ContractNotice, ContractAwardNotice, "
        "PriorInformationNotice or BusinessRegistrationInformationNotice.",
    ),
    "EF-005": Rule(
        _ERROR,
        "De aankondiging is te groot: {what} mag hoogstens {limit} zijn.",
        "The notice is too large: {what} may be {limit} at most.",
    ),
    "EF-006": Rule(
        _ERROR,
        "Elementen staan meer dan {limit} diep in elkaar. Een eForms-aankondiging komt niet zo diep.",
        "Elements stand more than {limit} deep within each other. No eForms notice goes that deep.",
    ),
    # --- identity ---
    "EF-010": Rule(
        _INFO,
        "Een bedrijfsregistratie (X01, X02) is geen aanbesteding en telt nergens mee.",
        "A business registration (X01, X02) is no procurement and counts nowhere.",
    ),
    "EF-011": Rule(
        _WARNING,
        "Het kenmerk van de aankondiging (BT-701) ontbreekt of is onbruikbaar; er is er een uit de inhoud afgeleid. "
        "Een latere versie kan daardoor niet worden herkend.",
        "The notice identifier (BT-701) is missing or unusable; one was derived from the content. A later version can "
        "therefore not be recognised.",
    ),
    "EF-012": Rule(
        _WARNING,
        "Het procedurekenmerk (BT-04) ontbreekt. De aankondiging wordt zo nodig via verwijzingen of het eigen nummer "
        "aan andere gekoppeld.",
        "The procedure identifier (BT-04) is missing. The notice is linked to others by references or own number "
        "where possible.",
    ),
    "EF-013": Rule(
        _WARNING,
        "Deze SDK-versie (CustomizationID) is niet bekend; gelezen volgens de bekende plaatsen van SDK 1.3 tot 1.15.",
        "This SDK version (CustomizationID) is not known; read by the known places of SDK 1.3 to 1.15.",
    ),
    "EF-014": Rule(
        _WARNING,
        "Dit subtype (OPP-070) is niet bekend; de fase is afgeleid van de soort aankondiging (BT-02, BT-03).",
        "This subtype (OPP-070) is not known; the stage follows from the notice and form type (BT-02, BT-03).",
    ),
    "EF-015": Rule(
        _WARNING,
        "De versie van de aankondiging (BT-757) ontbreekt of is onbruikbaar; gelezen als versie 01.",
        "The notice version (BT-757) is missing or unusable; read as version 01.",
    ),
    "EF-016": Rule(
        _INFO,
        "Het bestand zegt niet in UTF-8 te zijn ({encoding}). De bewaarde kopie is UTF-8.",
        "The body says it is not UTF-8 ({encoding}). The kept copy is UTF-8.",
    ),
    "EF-017": Rule(
        _WARNING,
        "De aankondiging noemt geen koper.",
        "The notice names no buyer.",
    ),
    "EF-018": Rule(
        _WARNING,
        "De verzenddatum (BT-05) ontbreekt. Zonder die datum staat deze aankondiging in geen enkele periode.",
        "The dispatch date (BT-05) is missing. Without it this notice stands in no period.",
    ),
    # --- values ---
    "EF-020": Rule(
        _WARNING,
        "Deze datum of tijd ({term}) is niet leesbaar; schrijf 2026-01-31+01:00. Gelezen als onbekend.",
        "This date or time ({term}) is not readable; write 2026-01-31+01:00. Read as unknown.",
    ),
    "EF-021": Rule(
        _WARNING,
        "Dit bedrag ({term}) is niet leesbaar, heeft geen valuta of is negatief. Gelezen als onbekend.",
        "This amount ({term}) is not readable, has no currency or is negative. Read as unknown.",
    ),
    "EF-022": Rule(
        _WARNING,
        "Dit getal ({term}) is niet leesbaar of negatief. Gelezen als onbekend.",
        "This number ({term}) is not readable or negative. Read as unknown.",
    ),
    "EF-023": Rule(
        _WARNING,
        "Hier staat -1 ({term}) zonder opgave van wat wordt achtergehouden (BT-195). Gelezen als onbekend.",
        "This says -1 ({term}) without saying what is withheld (BT-195). Read as unknown.",
    ),
    "EF-024": Rule(
        _WARNING,
        "Deze code staat niet in de lijst {list} ({term}). De code is bewaard, maar telt niet als antwoord.",
        "This code is not in list {list} ({term}). It is kept, but counts as no answer.",
    ),
    "EF-025": Rule(
        _WARNING,
        "Dit is geen CPV-code van acht cijfers ({term}). Gelezen als onbekend.",
        "This is no CPV code of eight digits ({term}). Read as unknown.",
    ),
    "EF-026": Rule(
        _WARNING,
        "Deze code of dit kenmerk ({term}) is langer dan {limit} tekens. Gelezen als onbekend.",
        "This code or identifier ({term}) is longer than {limit} characters. Read as unknown.",
    ),
    "EF-027": Rule(
        _WARNING,
        "De einddatum (BT-537) ligt voor de begindatum (BT-536). De looptijd is onbekend.",
        "The end date (BT-537) lies before the start date (BT-536). The duration is unknown.",
    ),
    "EF-028": Rule(
        _INFO,
        "Bij deze code ontbreekt de lijst (@listName), zodat niet te zien is welk veld het is. Niet gelezen.",
        "This code lacks its list (@listName), so which field it is cannot be seen. Not read.",
    ),
    "EF-029": Rule(
        _WARNING,
        "Hier hoort ja of nee (true of false) te staan ({term}). Gelezen als onbekend.",
        "This should say true or false ({term}). Read as unknown.",
    ),
    "EF-035": Rule(
        _INFO,
        "Dit bedrag (1 of minder; {term}) is een plaatshouder en telt als onbekend. Vermeld het echte bedrag, of "
        "laat het weg.",
        "This amount (1 or less; {term}) is a placeholder and counts as unknown. State the real amount, or leave it "
        "out.",
    ),
    "EF-036": Rule(
        _WARNING,
        "Deze dag ({term}) is een plaatshouder (zoals 1900-01-01, 1970-01-01, 2000-01-01 en 9999-12-31) en geldt als "
        "onbekend. Vermeld de echte dag, of laat hem weg.",
        "This day ({term}) is a placeholder (such as 1900-01-01, 1970-01-01, 2000-01-01 and 9999-12-31) and counts as "
        "unknown. State the real day, or leave it out.",
    ),
    # --- parts that belong together ---
    "EF-030": Rule(
        _WARNING,
        "Het kenmerk {id} komt meer dan eens voor bij {what}; alleen de eerste telt.",
        "Identifier {id} occurs more than once among {what}; only the first counts.",
    ),
    "EF-031": Rule(
        _WARNING,
        "Deze verwijzing ({term}) wijst naar iets dat niet in de aankondiging staat.",
        "This reference ({term}) points to something that is not in the notice.",
    ),
    "EF-032": Rule(
        _WARNING,
        "Hier ontbreekt het kenmerk ({term}); aangeduid met een volgnummer.",
        "The identifier ({term}) is missing here; named by its place in the row.",
    ),
    "EF-033": Rule(
        _WARNING,
        "De aankondiging noemt geen enkel perceel.",
        "The notice names no lot at all.",
    ),
    "EF-034": Rule(
        _WARNING,
        "De eenheid van de looptijd (BT-36) is geen DAY, WEEK, MONTH of YEAR. De looptijd is onbekend.",
        "The unit of the duration (BT-36) is none of DAY, WEEK, MONTH and YEAR. The duration is unknown.",
    ),
    "EF-040": Rule(
        _WARNING,
        "BT-06 zegt 'none', maar hetzelfde perceel noemt een strategische code ({term}). De code telt, 'none' niet.",
        "BT-06 says 'none', but the same lot names a strategic code ({term}). The code counts, 'none' does not.",
    ),
    "EF-041": Rule(
        _INFO,
        "De totale waarde (BT-161) en de som van de winnende inschrijvingen (BT-720: {sum}) schelen meer dan een "
        "factor 3. Controleer beide bedragen.",
        "The notice value (BT-161) and the sum of the winning tenders (BT-720: {sum}) differ by more than a factor 3. "
        "Check both amounts.",
    ),
    "EF-042": Rule(
        _WARNING,
        "Voor perceel {lot} spreken uitkomsten elkaar tegen (BT-142): hier {status}, en {other} op {place}. Een "
        "winnaar gaat voor; herstel de uitkomst die niet klopt.",
        "Outcomes of lot {lot} contradict each other (BT-142): {status} here, and {other} at {place}. A winner stands; "
        "correct the outcome that is wrong.",
    ),
    # --- zip and tar with many notices ---
    "EF-050": Rule(
        _ERROR,
        "Dit bestand is geen leesbare {kind}, of het is vanaf hier beschadigd. Wat ervoor stond is gelezen. Pak het "
        "opnieuw in en stuur het nog eens.",
        "This file is no readable {kind}, or it is damaged from here on. What stood before was read. Pack it again and "
        "send it once more.",
    ),
    "EF-051": Rule(
        _ERROR,
        "Dit bestand in de {kind} is beschadigd en niet gelezen. De rest gaat door.",
        "This file in the {kind} is damaged and was not read. The rest goes on.",
    ),
    "EF-052": Rule(
        _ERROR,
        "Dit bestand in de {kind} is versleuteld. Stuur het zonder wachtwoord.",
        "This file in the {kind} is encrypted. Send it without a password.",
    ),
    "EF-053": Rule(
        _ERROR,
        "Dit bestand is uitgepakt te groot: hoogstens {limit} bytes, en hoogstens {ratio} keer zo groot als ingepakt.",
        "This file is too large when unpacked: {limit} bytes at most, and {ratio} times its packed size at most.",
    ),
    "EF-054": Rule(
        _ERROR,
        "De {kind} bevat te veel: hoogstens {entries} bestanden en {limit} bytes uitgepakt. Wat hierna komt is niet "
        "gelezen. Stuur het in delen.",
        "The {kind} holds too much: {entries} files and {limit} bytes unpacked at most. What comes after this was not "
        "read. Send it in parts.",
    ),
    "EF-055": Rule(
        _INFO,
        "Dit is geen XML-bestand en is overgeslagen.",
        "This is no XML file and was skipped.",
    ),
    "EF-056": Rule(
        _ERROR,
        "Dit bestand in de {kind} is ingepakt met een methode die hier niet wordt gelezen. Gebruik deflate.",
        "This file in the {kind} is packed with a method that is not read here. Use deflate.",
    ),
    "EF-057": Rule(
        _ERROR,
        "Deze {kind} bevat geen enkele aankondiging.",
        "This {kind} holds no notice at all.",
    ),
    "EF-090": Rule(
        _INFO,
        "Er zijn nog {more} bevindingen; ze zijn weggelaten.",
        "There are {more} more findings; they are left out.",
    ),
}


def found(rule: str, location: str, value: str | None = None, **words: object) -> Finding:
    """Make a finding of a rule. The value is shortened; `words` fill in the texts."""
    entry = RULES[rule]
    shown = value if value is None or len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE] + "…"
    return Finding(rule, entry.severity, location, entry.nl.format(**words), entry.en.format(**words), shown)
