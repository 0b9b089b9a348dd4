"""What can be found in a notice of TED from before eForms."""

from typing import Final

from services.ingest.formats.markup.xml import XmlRules
from shared.procurement.finding import Rule, Severity, Text

_ERROR: Final = Severity.ERROR
_WARNING: Final = Severity.WARNING
_INFO: Final = Severity.INFO

# --- the record cannot be read: refused ---
NOT_WELL_FORMED: Final = Rule(
    "TX-001",
    _ERROR,
    "Dit is geen welgevormde XML: {reason}.",
    "This is no well-formed XML: {reason}.",
    Text("Controleer het bestand op deze plaats en stuur het opnieuw.", "Check the file at this place and resend it."),
)
EMPTY: Final = Rule(
    "TX-002",
    _ERROR,
    "Het bestand is leeg.",
    "The body is empty.",
    Text("Stuur de aankondiging zelf.", "Send the notice itself."),
)
DOCTYPE: Final = Rule(
    "TX-003",
    _ERROR,
    "Het bestand bevat een DOCTYPE; DTD's en entiteiten worden niet gelezen.",
    "The body holds a DOCTYPE; DTDs and entities are not read.",
    Text("Verwijder de declaratie.", "Remove the declaration."),
)
TOO_LARGE: Final = Rule(
    "TX-004",
    _ERROR,
    "De aankondiging is te groot: {what}, hoogstens {limit}.",
    "The notice is too large: {what}, {limit} at most.",
    Text("Stuur elke aankondiging apart.", "Send each notice by itself."),
)
TOO_DEEP: Final = Rule(
    "TX-005",
    _ERROR,
    "Elementen staan meer dan {limit} diep in elkaar; een aankondiging van TED komt niet zo diep.",
    "Elements stand more than {limit} deep within each other; no notice of TED goes that deep.",
    Text("Verwijder wat TED niet kent.", "Remove what TED does not know."),
)
UNKNOWN_FORM: Final = Rule(
    "TX-006",
    _ERROR,
    "Dit is een aankondiging van TED van voor eForms, formulier {form}; dat formulier wordt niet gelezen.",
    "This is a notice of TED from before eForms, form {form}; that form is not read.",
    Text(
        "Gelezen worden de standaardformulieren F01 tot F08, F12 tot F15 en F20 tot F25 (R2.0.9), en 1 tot 19 van "
        "R2.0.7 en R2.0.8, vanaf 2011.",
        "Read are standard forms F01 to F08, F12 to F15 and F20 to F25 (R2.0.9), and 1 to 19 of R2.0.7 and R2.0.8, "
        "from 2011 on.",
    ),
)
NO_FORM: Final = Rule(
    "TX-007",
    _ERROR,
    "Dit is een aankondiging van TED van voor eForms, maar er staat geen formulier in FORM_SECTION.",
    "This is a notice of TED from before eForms, but FORM_SECTION holds no form.",
    Text("Stuur het bestand zoals TED het uitgeeft.", "Send the file as TED publishes it."),
)
OTHER_NAMESPACE: Final = Rule(
    "TX-008",
    _ERROR,
    "TED_EXPORT staat in een naamruimte die TED niet gebruikt.",
    "TED_EXPORT stands in a namespace that TED does not use.",
    Text(
        "Gebruik die van R2.0.9 (http://publications.europa.eu/resource/schema/ted/R2.0.9/publication) of een oudere "
        "van TED.",
        "Use that of R2.0.9 (http://publications.europa.eu/resource/schema/ted/R2.0.9/publication) or an older one of "
        "TED.",
    ),
)
# --- identity ---
NO_NUMBER: Final = Rule(
    "TX-011",
    _WARNING,
    "Het publicatienummer (DOC_ID of NO_DOC_OJS) ontbreekt of is onbruikbaar; er is een kenmerk afgeleid.",
    "The publication number (DOC_ID or NO_DOC_OJS) is missing or unusable; an identifier was derived from the content.",
    Text("Vermeld DOC_ID, zoals 154292-2020.", "State DOC_ID, such as 154292-2020."),
)
NO_DISPATCH_DATE: Final = Rule(
    "TX-012",
    _WARNING,
    "De verzenddatum ontbreekt. Zonder die datum staat deze aankondiging in geen enkele periode.",
    "The dispatch date is missing. Without it this notice stands in no period.",
    Text("Vermeld de verzenddatum in afdeling VI.5.", "State the dispatch date in section VI.5."),
)
NO_BUYER: Final = Rule(
    "TX-013",
    _WARNING,
    "De aankondiging noemt geen koper.",
    "The notice names no buyer.",
    Text("Noem hem in afdeling I.", "Name it in section I."),
)
NOT_UTF_8: Final = Rule(
    "TX-014",
    _INFO,
    "Het bestand zegt niet in UTF-8 te zijn ({encoding}). De bewaarde kopie is UTF-8.",
    "The body says it is not UTF-8 ({encoding}). The kept copy is UTF-8.",
)
OTHER_LANGUAGES: Final = Rule(
    "TX-015",
    _INFO,
    "De aankondiging staat er in meer talen; gelezen is de oorspronkelijke, {language}.",
    "The notice stands here in several languages; the original one was read, {language}.",
)
CORRIGENDUM: Final = Rule(
    "TX-016",
    _INFO,
    "Een rectificatie (F14) zegt in woorden wat verandert. Zij hoort bij de procedure, maar verandert geen cijfers.",
    "A corrigendum (F14) says in words what changes. It belongs to the procedure, but changes no figures.",
)
# --- values ---
UNREADABLE_DATE: Final = Rule(
    "TX-020",
    _WARNING,
    "Deze datum ({term}) is niet leesbaar. Gelezen als onbekend.",
    "This date ({term}) is not readable. Read as unknown.",
    Text("Schrijf een dag die bestaat.", "Write a day that exists."),
)
UNREADABLE_AMOUNT: Final = Rule(
    "TX-021",
    _WARNING,
    "Dit bedrag ({term}) is niet leesbaar, heeft geen valuta of is negatief. Gelezen als onbekend.",
    "This amount ({term}) is not readable, has no currency or is negative. Read as unknown.",
    Text("Schrijf een getal van 0 of meer met de valuta.", "Write a number of 0 or more with the currency."),
)
UNREADABLE_NUMBER: Final = Rule(
    "TX-022",
    _WARNING,
    "Dit getal ({term}) is niet leesbaar of negatief. Gelezen als onbekend.",
    "This number ({term}) is not readable or negative. Read as unknown.",
    Text("Schrijf een heel getal van 0 of meer.", "Write a whole number of 0 or more."),
)
NO_CPV: Final = Rule(
    "TX-023",
    _WARNING,
    "Dit is geen CPV-code van acht cijfers ({term}). Gelezen als onbekend.",
    "This is no CPV code of eight digits ({term}). Read as unknown.",
    Text("Schrijf acht cijfers.", "Write eight digits."),
)
CODE_TOO_LONG: Final = Rule(
    "TX-024",
    _WARNING,
    "Deze code of dit kenmerk ({term}) is langer dan {limit} tekens. Gelezen als onbekend.",
    "This code or identifier ({term}) is longer than {limit} characters. Read as unknown.",
    Text("Kort de code in.", "Shorten it."),
)
INCLUDES_VAT: Final = Rule(
    "TX-025",
    _INFO,
    "Dit bedrag ({term}) is met btw; bedragen tellen zonder btw. Gelezen als onbekend.",
    "This amount ({term}) includes VAT; amounts count without it. Read as unknown.",
    Text("Vermeld het bedrag zonder btw.", "State the amount without VAT."),
)
PLACEHOLDER_AMOUNT: Final = Rule(
    "TX-026",
    _INFO,
    "Dit bedrag (1 of minder; {term}) is een plaatshouder en telt als onbekend.",
    "This amount (1 or less; {term}) is a placeholder and counts as unknown.",
    Text("Vermeld het echte bedrag, of laat het weg.", "State the real amount, or leave it out."),
)
ONLY_A_RANGE: Final = Rule(
    "TX-027",
    _INFO,
    "Hier staan alleen de laagste en de hoogste inschrijving ({low} tot {high}); de waarde zelf is onbekend.",
    "Only the lowest and the highest tender stand here ({low} to {high}); the value itself is unknown.",
)
ENDS_BEFORE_IT_STARTS: Final = Rule(
    "TX-028",
    _WARNING,
    "De einddatum ligt voor de begindatum. De looptijd is onbekend.",
    "The end date lies before the start date. The duration is unknown.",
    Text("Herstel een van beide.", "Correct one of them."),
)
DAY_NOT_BELIEVED: Final = Rule(
    "TX-029",
    _WARNING,
    "Deze dag ({term}) ligt ver na de verzending van de aankondiging, of meer dan tien jaar ervoor; hij geldt als "
    "onbekend.",
    "This day ({term}) lies long after the dispatch of the notice, or more than ten years before it; it counts as "
    "unknown.",
    Text("Controleer de dag.", "Check the day."),
)
UNPRINTABLE: Final = Rule(
    "TX-030",
    _INFO,
    "{term} bevat tekens die niet te zien zijn of het beeld sturen; ze zijn weggelaten uit wat getoond wordt.",
    "{term} holds characters that do not show or that steer a screen; they are left out of what is shown.",
)
# --- parts that belong together ---
UNKNOWN_LOT: Final = Rule(
    "TX-031",
    _WARNING,
    "Dit perceelnummer staat niet bij de percelen van de aankondiging.",
    "This lot number is not among the lots of the notice.",
    Text("Noem een nummer uit afdeling II.2.", "State a number of section II.2."),
)
NO_LOT_NUMBER: Final = Rule(
    "TX-032",
    _WARNING,
    "Hier ontbreekt het perceelnummer, terwijl er meer percelen zijn; niet te zeggen is voor welk dit is.",
    "The lot number is missing here while there are several lots; which one this is for cannot be told.",
    Text("Vermeld het perceelnummer.", "State the lot number."),
)
DUPLICATE_LOT: Final = Rule(
    "TX-033",
    _WARNING,
    "Perceelnummer {lot} staat ook op {place}, met andere inhoud; beide tellen, elk apart.",
    "Lot number {lot} stands at {place} as well, with other content; both count, each by itself.",
    Text("Geef elk perceel een eigen nummer.", "Give each lot a number of its own."),
)
REPEATED_LOT: Final = Rule(
    "TX-034",
    _INFO,
    "Perceel {lot} staat woordelijk ook op {place}; het telt eenmaal.",
    "Lot {lot} stands word for word at {place} as well; it counts once.",
)
LEFT_OUT: Final = Rule(
    "TX-090",
    _INFO,
    "Er zijn nog {more} bevindingen; ze zijn weggelaten.",
    "There are {more} more findings; they are left out.",
)
XML: Final = XmlRules(NOT_WELL_FORMED, EMPTY, DOCTYPE, TOO_LARGE, TOO_DEEP)
