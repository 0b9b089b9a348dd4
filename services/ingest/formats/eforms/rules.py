"""What can be found in an eForms notice."""

from typing import Final

from services.ingest.formats.markup.xml import XmlRules
from shared.procurement.finding import Rule, Severity, Text

_ERROR: Final = Severity.ERROR
_WARNING: Final = Severity.WARNING
_INFO: Final = Severity.INFO

# --- the record cannot be read: refused ---
NOT_WELL_FORMED: Final = Rule(
    "EF-001",
    _ERROR,
    "Dit is geen welgevormde XML: {reason}.",
    "This is no well-formed XML: {reason}.",
    Text("Controleer het bestand op deze plaats en stuur het opnieuw.", "Check the file at this place and resend it."),
)
EMPTY: Final = Rule(
    "EF-002",
    _ERROR,
    "Het bestand is leeg.",
    "The body is empty.",
    Text("Stuur de aankondiging zelf.", "Send the notice itself."),
)
DOCTYPE: Final = Rule(
    "EF-003",
    _ERROR,
    "Het bestand bevat een DOCTYPE; eForms kent geen DTD en geen entiteiten.",
    "The body holds a DOCTYPE; eForms knows no DTD and no entities.",
    Text("Verwijder de declaratie.", "Remove the declaration."),
)
NO_NOTICE: Final = Rule(
    "EF-004",
    _ERROR,
    "Dit is geen eForms-aankondiging: het buitenste element is geen ContractNotice, ContractAwardNotice, "
    "PriorInformationNotice of BusinessRegistrationInformationNotice.",
    "This is no eForms notice: the outermost element is no ContractNotice, ContractAwardNotice, "
    "PriorInformationNotice or BusinessRegistrationInformationNotice.",
    Text("Stuur de aankondiging zelf als buitenste element.", "Send the notice itself as the outermost element."),
)
TOO_LARGE: Final = Rule(
    "EF-005",
    _ERROR,
    "De aankondiging is te groot: {what}, hoogstens {limit}.",
    "The notice is too large: {what}, {limit} at most.",
    Text("Splits haar of verwijder wat eForms niet kent.", "Split it, or remove what eForms does not know."),
)
TOO_DEEP: Final = Rule(
    "EF-006",
    _ERROR,
    "Elementen staan meer dan {limit} diep in elkaar; een eForms-aankondiging komt niet zo diep.",
    "Elements stand more than {limit} deep within each other; no eForms notice goes that deep.",
    Text("Verwijder wat eForms niet kent.", "Remove what eForms does not know."),
)
XML: Final = XmlRules(NOT_WELL_FORMED, EMPTY, DOCTYPE, TOO_LARGE, TOO_DEEP)
# --- identity ---
BUSINESS_REGISTRATION: Final = Rule(
    "EF-010",
    _INFO,
    "Een bedrijfsregistratie (X01, X02) is geen aanbesteding en telt nergens mee.",
    "A business registration (X01, X02) is no procurement and counts nowhere.",
)
NO_NOTICE_ID: Final = Rule(
    "EF-011",
    _WARNING,
    "Het kenmerk van de aankondiging (BT-701) ontbreekt of is onbruikbaar; er is er een uit de inhoud afgeleid. "
    "Een latere versie kan daardoor niet worden herkend.",
    "The notice identifier (BT-701) is missing or unusable; one was derived from the content. A later version can "
    "therefore not be recognised.",
    Text("Vul BT-701 met een UUID.", "Fill BT-701 with a UUID."),
)
NO_PROCEDURE_ID: Final = Rule(
    "EF-012",
    _WARNING,
    "Het procedurekenmerk (BT-04) ontbreekt. De aankondiging wordt zo nodig via verwijzingen of het eigen nummer "
    "aan andere gekoppeld.",
    "The procedure identifier (BT-04) is missing. The notice is linked to others by references or own number "
    "where possible.",
    Text("Vul BT-04 in elke aankondiging van de procedure.", "State BT-04 in every notice of the procedure."),
)
UNKNOWN_SDK: Final = Rule(
    "EF-013",
    _WARNING,
    "Deze SDK-versie (CustomizationID) is niet bekend; gelezen volgens de bekende plaatsen van SDK 1.3 tot 1.15.",
    "This SDK version (CustomizationID) is not known; read by the known places of SDK 1.3 to 1.15.",
    Text("Vermeld een versie als eforms-sdk-1.13.", "State a version such as eforms-sdk-1.13."),
)
UNKNOWN_SUBTYPE: Final = Rule(
    "EF-014",
    _WARNING,
    "Dit subtype (OPP-070) is niet bekend; de fase is afgeleid van de soort aankondiging (BT-02, BT-03).",
    "This subtype (OPP-070) is not known; the stage follows from the notice and form type (BT-02, BT-03).",
    Text("Vermeld een subtype uit de lijst van eForms.", "State a subtype from the list of eForms."),
)
NO_VERSION: Final = Rule(
    "EF-015",
    _WARNING,
    "De versie van de aankondiging (BT-757) ontbreekt of is onbruikbaar; gelezen als versie 01.",
    "The notice version (BT-757) is missing or unusable; read as version 01.",
    Text("Vul BT-757 met twee cijfers.", "Fill BT-757 with two digits."),
)
NOT_UTF_8: Final = Rule(
    "EF-016",
    _INFO,
    "Het bestand zegt niet in UTF-8 te zijn ({encoding}). De bewaarde kopie is UTF-8.",
    "The body says it is not UTF-8 ({encoding}). The kept copy is UTF-8.",
)
NO_BUYER: Final = Rule(
    "EF-017",
    _WARNING,
    "De aankondiging noemt geen koper.",
    "The notice names no buyer.",
    Text("Noem hem in OPT-300 met zijn kenmerk (BT-501).", "Name it in OPT-300 with its identifier (BT-501)."),
)
NO_DISPATCH_DATE: Final = Rule(
    "EF-018",
    _WARNING,
    "De verzenddatum (BT-05) ontbreekt. Zonder die datum staat deze aankondiging in geen enkele periode.",
    "The dispatch date (BT-05) is missing. Without it this notice stands in no period.",
    Text("Vul BT-05.", "Fill BT-05."),
)
# --- values ---
UNREADABLE_DATE: Final = Rule(
    "EF-020",
    _WARNING,
    "Deze datum of tijd ({term}) is niet leesbaar. Gelezen als onbekend.",
    "This date or time ({term}) is not readable. Read as unknown.",
    Text("Schrijf 2026-01-31+01:00.", "Write 2026-01-31+01:00."),
)
UNREADABLE_AMOUNT: Final = Rule(
    "EF-021",
    _WARNING,
    "Dit bedrag ({term}) is niet leesbaar, heeft geen valuta of is negatief. Gelezen als onbekend.",
    "This amount ({term}) is not readable, has no currency or is negative. Read as unknown.",
    Text(
        "Schrijf een getal van 0 of meer, met de valuta in @currencyID.",
        "Write a number of 0 or more, with the currency in @currencyID.",
    ),
)
UNREADABLE_NUMBER: Final = Rule(
    "EF-022",
    _WARNING,
    "Dit getal ({term}) is niet leesbaar of negatief. Gelezen als onbekend.",
    "This number ({term}) is not readable or negative. Read as unknown.",
    Text("Schrijf een getal van 0 of meer.", "Write a number of 0 or more."),
)
MINUS_ONE: Final = Rule(
    "EF-023",
    _WARNING,
    "Hier staat -1 ({term}) zonder opgave van wat wordt achtergehouden (BT-195). Gelezen als onbekend.",
    "This says -1 ({term}) without saying what is withheld (BT-195). Read as unknown.",
    Text("Vermeld BT-195, of de waarde zelf.", "State BT-195, or the value itself."),
)
UNKNOWN_CODE: Final = Rule(
    "EF-024",
    _WARNING,
    "Deze code staat niet in de lijst {list} ({term}). De code is bewaard, maar telt niet als antwoord.",
    "This code is not in list {list} ({term}). It is kept, but counts as no answer.",
    Text("Gebruik een code uit de lijst.", "Use a code of the list."),
)
NO_CPV: Final = Rule(
    "EF-025",
    _WARNING,
    "Dit is geen CPV-code van acht cijfers ({term}). Gelezen als onbekend.",
    "This is no CPV code of eight digits ({term}). Read as unknown.",
    Text("Schrijf acht cijfers, zonder controlecijfer.", "Write eight digits, without the check digit."),
)
CODE_TOO_LONG: Final = Rule(
    "EF-026",
    _WARNING,
    "Deze code of dit kenmerk ({term}) is langer dan {limit} tekens. Gelezen als onbekend.",
    "This code or identifier ({term}) is longer than {limit} characters. Read as unknown.",
    Text("Kort de code in.", "Shorten it."),
)
ENDS_BEFORE_IT_STARTS: Final = Rule(
    "EF-027",
    _WARNING,
    "De einddatum (BT-537) ligt voor de begindatum (BT-536). De looptijd is onbekend.",
    "The end date (BT-537) lies before the start date (BT-536). The duration is unknown.",
    Text("Herstel een van beide.", "Correct one of them."),
)
NO_LIST_NAME: Final = Rule(
    "EF-028",
    _INFO,
    "Bij deze code ontbreekt de lijst (@listName), zodat niet te zien is welk veld het is. Niet gelezen.",
    "This code lacks its list (@listName), so which field it is cannot be seen. Not read.",
    Text("Vermeld @listName.", "State @listName."),
)
NEITHER_TRUE_NOR_FALSE: Final = Rule(
    "EF-029",
    _WARNING,
    "Hier hoort ja of nee te staan ({term}). Gelezen als onbekend.",
    "This should say yes or no ({term}). Read as unknown.",
    Text("Schrijf true of false.", "Write true or false."),
)
# --- parts that belong together ---
DUPLICATE_ID: Final = Rule(
    "EF-030",
    _WARNING,
    "Het kenmerk {id} van {what} staat ook op {place}, met andere inhoud; beide tellen, elk apart.",
    "Identifier {id} of {what} stands at {place} as well, with other content; both count, each by itself.",
    Text("Geef elk een eigen kenmerk.", "Give each an identifier of its own."),
)
REPEATED: Final = Rule(
    "EF-044",
    _INFO,
    "{what} {id} staat woordelijk ook op {place}; het telt eenmaal.",
    "{what} {id} stands word for word at {place} as well; it counts once.",
)
DANGLING_REFERENCE: Final = Rule(
    "EF-031",
    _WARNING,
    "Deze verwijzing ({term}) wijst naar iets dat niet in de aankondiging staat.",
    "This reference ({term}) points to something that is not in the notice.",
    Text("Herstel de verwijzing of voeg toe waarnaar zij wijst.", "Correct it, or add what it points to."),
)
NO_ID: Final = Rule(
    "EF-032",
    _WARNING,
    "Hier ontbreekt het kenmerk ({term}); aangeduid met een volgnummer.",
    "The identifier ({term}) is missing here; named by its place in the row.",
    Text("Vermeld een kenmerk.", "State an identifier."),
)
NO_LOT: Final = Rule(
    "EF-033",
    _WARNING,
    "De aankondiging noemt geen enkel perceel.",
    "The notice names no lot at all.",
    Text("Noem ten minste een perceel (BT-137).", "Name at least one lot (BT-137)."),
)
UNKNOWN_DURATION_UNIT: Final = Rule(
    "EF-034",
    _WARNING,
    "De eenheid van de looptijd (BT-36) is geen DAY, WEEK, MONTH of YEAR. De looptijd is onbekend.",
    "The unit of the duration (BT-36) is none of DAY, WEEK, MONTH and YEAR. The duration is unknown.",
    Text("Gebruik een van deze vier.", "Use one of these four."),
)
PLACEHOLDER_AMOUNT: Final = Rule(
    "EF-035",
    _INFO,
    "Dit bedrag (1 of minder; {term}) is een plaatshouder en telt als onbekend.",
    "This amount (1 or less; {term}) is a placeholder and counts as unknown.",
    Text("Vermeld het echte bedrag, of laat het weg.", "State the real amount, or leave it out."),
)
PLACEHOLDER_DATE: Final = Rule(
    "EF-036",
    _WARNING,
    "Deze dag ({term}) is een plaatshouder (zoals 1900-01-01, 1970-01-01, 2000-01-01 en 9999-12-31): onbekend.",
    "This day ({term}) is a placeholder (such as 1900-01-01, 1970-01-01, 2000-01-01 and 9999-12-31): unknown.",
    Text("Vermeld de echte dag, of laat hem weg.", "State the real day, or leave it out."),
)
NONE_BESIDE_CODE: Final = Rule(
    "EF-040",
    _WARNING,
    "BT-06 zegt 'none', maar hetzelfde perceel noemt een strategische code ({term}). De code telt, 'none' niet.",
    "BT-06 says 'none', but the same lot names a strategic code ({term}). The code counts, 'none' does not.",
    Text("Verwijder een van beide.", "Remove one of them."),
)
TOTAL_DIFFERS: Final = Rule(
    "EF-041",
    _INFO,
    "De totale waarde (BT-161) en de som van de winnende inschrijvingen (BT-720: {sum}) schelen meer dan een factor 3.",
    "The notice value (BT-161) and the sum of the winning tenders (BT-720: {sum}) differ by more than a factor 3.",
    Text("Controleer beide bedragen.", "Check both amounts."),
)
DAY_NOT_BELIEVED: Final = Rule(
    "EF-043",
    _WARNING,
    "Deze dag ({term}) ligt ver na de verzending van de aankondiging, of meer dan tien jaar ervoor; hij geldt als "
    "onbekend.",
    "This day ({term}) lies long after the dispatch of the notice, or more than ten years before it; it counts as "
    "unknown.",
    Text("Controleer de dag.", "Check the day."),
)
OUTCOMES_CONTRADICT: Final = Rule(
    "EF-042",
    _WARNING,
    "Voor perceel {lot} spreken uitkomsten elkaar tegen (BT-142): hier {status}, en {other} op {place}. Een winnaar "
    "gaat voor.",
    "Outcomes of lot {lot} contradict each other (BT-142): {status} here, and {other} at {place}. A winner stands.",
    Text("Herstel de uitkomst die niet klopt.", "Correct the outcome that is wrong."),
)
UNPRINTABLE: Final = Rule(
    "EF-045",
    _INFO,
    "{term} bevat tekens die niet te zien zijn of het beeld sturen; ze zijn weggelaten uit wat getoond wordt.",
    "{term} holds characters that do not show or that steer a screen; they are left out of what is shown.",
    Text(
        "De bewaarde kopie heeft ze nog, en de waarde hierbij noemt ze: [U+202E]. Stuur tekst zonder zulke tekens.",
        "The kept copy has them still, and the value here spells them: [U+202E]. Send text without such characters.",
    ),
)
LEFT_OUT: Final = Rule(
    "EF-090",
    _INFO,
    "Er zijn nog {more} bevindingen; ze zijn weggelaten.",
    "There are {more} more findings; they are left out.",
)
