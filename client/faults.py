"""The faults that the client itself finds, in Dutch and English, each with what to do next."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text


def _fault(code: str, nl: str, en: str, remedy: Text | None = None) -> Rule:
    return Rule(code, Severity.ERROR, nl, en, remedy)


_START: Final = Text(
    "Kijk of het draait: curl {address}/health/live. Is het een ander adres, noem dat met --{service}-url.",
    "Look whether it runs: curl {address}/health/live. Is it another address, name that with --{service}-url.",
)
_CREATE: Final = Text(
    "Maak er een: ppds --profile NAAM client create --sandbox.",
    "Make one: ppds --profile NAME client create --sandbox.",
)

NO_ANSWER: Final = _fault(
    "no-answer",
    "{service} antwoordt niet op {address}: {reason}.",
    "{service} does not answer at {address}: {reason}.",
    _START,
)
NO_ADDRESS: Final = _fault(
    "no-address",
    "{address} is geen adres van {service}.",
    "{address} is no address of {service}.",
    Text(
        "Noem het met --{service}-url, zoals https://{service}.example.org.",
        "Name it with --{service}-url, such as https://{service}.example.org.",
    ),
)
BUSY: Final = _fault(
    "busy",
    "{service} op {address} had het te druk en antwoordde {times} keer {status}.",
    "{service} at {address} was too busy and answered {status} {times} times.",
    Text(
        "Geef dezelfde opdracht over een minuut nog eens; push gaat verder waar het was.",
        "Give the same command again in a minute; push goes on where it was.",
    ),
)
NO_TOKENS: Final = _fault(
    "no-tokens",
    "registry op {address} geeft geen token: {reason}",
    "registry at {address} gives no token: {reason}",
    Text(
        "Kijk of het draait: curl {address}/health/live. Is het een ander adres, noem dat met --registry-url.",
        "Look whether it runs: curl {address}/health/live. Is it another address, name that with --registry-url.",
    ),
)
STILL_WAITING: Final = _fault(
    "still-waiting",
    "Aanlevering {id} is nog {state}; de wachttijd is om.",
    "Submission {id} is still {state}; the time to wait is over.",
    Text("Kijk later: ppds submission {id}", "Look later: ppds submission {id}"),
)
UNEXPECTED: Final = _fault(
    "unexpected-answer",
    "{url} gaf een ander antwoord dan {expected}.",
    "{url} answered something else than {expected}.",
    Text(
        "Kijk welke adressen uw profiel noemt: ppds profiles.",
        "Look which addresses your profile names: ppds profiles.",
    ),
)
REFUSED: Final = _fault("refused", "{said}", "{said}")
NOT_ALLOWED: Final = _fault(
    "not-allowed",
    "{said}",
    "{said}",
    Text("Wat uw client mag, zegt: ppds me", "What your client may do, says: ppds me"),
)
CLIENT_REFUSED: Final = _fault(
    "client-refused",
    "Het register geeft client {client} geen token: {said}.",
    "The registry gives client {client} no token: {said}.",
    Text(
        "Een testclient vervalt na dertig dagen; maak een nieuwe: ppds --profile NAAM client create --sandbox",
        "A sandbox client ends after thirty days; make a new one: ppds --profile NAME client create --sandbox",
    ),
)
PERSON_REFUSED: Final = _fault(
    "person-refused",
    "{said} Het token in PPDS_PERSON_TOKEN geldt niet, of niet meer.",
    "{said} The token in PPDS_PERSON_TOKEN does not hold, or no longer.",
    Text(
        "Haal een nieuw bij uw organisatie; van de testuitgever:"
        " export PPDS_PERSON_TOKEN=$(ppds person-token --role beheerder)",
        "Get a new one of your organisation; of the test issuer:"
        " export PPDS_PERSON_TOKEN=$(ppds person-token --role beheerder)",
    ),
)
NO_PERSON: Final = _fault(
    "no-person-token",
    "Dit doet een mens, en PPDS_PERSON_TOKEN is leeg.",
    "A person does this, and PPDS_PERSON_TOKEN is empty.",
    Text(
        "Zet er een token van uw organisatie in; van de testuitgever:"
        " export PPDS_PERSON_TOKEN=$(ppds person-token --role beheerder)",
        "Put a token of your organisation in it; of the test issuer:"
        " export PPDS_PERSON_TOKEN=$(ppds person-token --role beheerder)",
    ),
)
NO_CLIENT: Final = _fault("no-client", "Er is geen client.", "There is no client.", _CREATE)
NO_KEY: Final = _fault(
    "no-key",
    "Client {client} heeft geen sleutelbestand.",
    "Client {client} has no key file.",
    Text("Noem het: --client-key-file of PPDS_CLIENT_KEY_FILE.", "Name it: --client-key-file or PPDS_CLIENT_KEY_FILE."),
)
KEY_UNREADABLE: Final = _fault(
    "key-unreadable",
    "Het sleutelbestand {path} kan niet gelezen worden: {reason}.",
    "The key file {path} cannot be read: {reason}.",
    Text(
        "Noem het goede met --client-key-file, of maak een nieuwe client: ppds --profile NAAM client create --sandbox",
        "Name the right one with --client-key-file, or make a new client: ppds --profile NAME client create --sandbox",
    ),
)
PROFILE_UNREADABLE: Final = _fault(
    "profile-unreadable",
    "Het profiel {path} kan niet gelezen worden: het is geen JSON met adressen en een client.",
    "The profile {path} cannot be read: it is no JSON with addresses and a client.",
    Text("Verwijder het en maak het opnieuw.", "Remove it and make it again."),
)
NO_PROFILE: Final = _fault(
    "no-profile",
    "Er is geen profiel {name}.",
    "There is no profile {name}.",
    Text(
        "{meant}Bekijk ze met ppds profiles, of maak het: ppds --profile {name} client create --sandbox",
        "{meant}See them with ppds profiles, or make it: ppds --profile {name} client create --sandbox",
    ),
)
PROFILE_NAME: Final = _fault(
    "profile-name",
    "{name} is geen naam voor een profiel.",
    "{name} is no name of a profile.",
    Text(
        "Gebruik letters, cijfers, punt, streepje of liggend streepje.",
        "Use letters, digits, a point, hyphen or underscore.",
    ),
)
PROFILE_EXISTS: Final = _fault(
    "profile-exists",
    "Profiel {name} bestaat al, met {client}, en wordt niet overschreven.",
    "Profile {name} exists, with {client}, and is not overwritten.",
    Text(
        "Kies een andere naam: ppds --profile NAAM client create --sandbox",
        "Choose another name: ppds --profile NAME client create --sandbox",
    ),
)
FILE_EXISTS: Final = _fault(
    "file-exists",
    "{path} bestaat al en wordt niet overschreven.",
    "{path} exists and is not overwritten.",
    Text("Kies een ander bestand met --key-file.", "Choose another file with --key-file."),
)
OUTPUT_EXISTS: Final = _fault(
    "output-exists",
    "{path} bestaat al en wordt niet overschreven: er kan werk in staan.",
    "{path} exists and is not overwritten: it may hold work.",
    Text("Kies een ander bestand met --output.", "Choose another file with --output."),
)
NOT_WRITTEN: Final = _fault(
    "not-written",
    "{path} kan niet geschreven worden: {reason}.",
    "{path} cannot be written: {reason}.",
    Text("Kies een ander bestand met --output.", "Choose another file with --output."),
)
NO_CONTRACT: Final = _fault(
    "no-data-contract",
    "Er is geen gegevenscontract {name}.",
    "There is no data contract {name}.",
    Text("{meant}Kies uit: {known}.", "{meant}Choose one of {known}."),
)
NOTHING_SENT: Final = _fault("nothing-sent", "Er is nog niets verzonden.", "Nothing was sent yet.")
NOT_PUSHED: Final = _fault(
    "not-pushed",
    "{path} is met deze inhoud niet verzonden vanaf deze machine.",
    "{path} was not sent with this content from this machine.",
    Text(
        "Verzend het met ppds push, of noem de aanlevering; ppds submissions toont ze.",
        "Send it with ppds push, or name the submission; ppds submissions lists them.",
    ),
)
NO_JSON: Final = _fault(
    "no-json",
    "{path} is geen JSON.",
    "{path} is no JSON.",
    Text("Neem er een over: ppds mapping show mvi-zet --json", "Take one over: ppds mapping show mvi-zet --json"),
)
NO_FILE: Final = _fault("no-file", "Het bestand {path} bestaat niet.", "There is no file {path}.")
FORMAT_NOT_TOLD: Final = _fault(
    "format-not-told",
    "Aan de naam is niet te zien welk formaat dit is.",
    "Its name does not tell its format.",
    Text("Noem het met --format; ppds formats toont ze.", "Name it with --format; ppds formats lists them."),
)
EMPTY_FILE: Final = _fault("empty-file", "Het bestand is leeg.", "The file is empty.")
FILE_UNREADABLE: Final = _fault(
    "file-unreadable", "Het bestand kan niet gelezen worden: {reason}.", "The file cannot be read: {reason}."
)
NOT_TRIED: Final = _fault(
    "not-tried",
    "Niet verzonden, omdat een eerder bestand werd tegengehouden: {reason}",
    "Not sent, because an earlier file was held back: {reason}",
)
NO_FORMAT: Final = _fault(
    "no-format",
    "De dataruimte leest geen formaat {name}.",
    "The data space reads no format {name}.",
    Text("{meant}Kies uit: {known}.", "{meant}Choose one of {known}."),
)
NO_DOCUMENTS: Final = _fault(
    "no-documents",
    "Er is niets te verzenden in {paths}; verwacht worden bestanden die eindigen op {endings}.",
    "There is nothing to send in {paths}; files are expected that end in {endings}.",
)
NO_DIMENSION: Final = _fault(
    "no-dimension",
    "Er is geen dimensie {code}.",
    "There is no dimension {code}.",
    Text("{meant}Bekijk ze: ppds dimensions", "{meant}See them: ppds dimensions"),
)


NO_REQUEST: Final = _fault(
    "no-request",
    "{path} is geen aanvraag voor een client.",
    "{path} is no request for a client.",
    Text("Die maakt: ppds client create", "That is made by: ppds client create"),
)
NOBODY_WAITS: Final = _fault(
    "nobody-waits",
    "Geen organisatie wacht op mandaat {mandate}.",
    "No body waits for mandate {mandate}.",
    Text("Kijk hoe het staat: ppds mandates list", "See how it stands: ppds mandates list"),
)
NOT_APPLIED: Final = _fault(
    "not-applied",
    "{party} heeft zich niet aangemeld, of staat niet in het register.",
    "{party} has not applied, or is not in the register.",
    Text("Kijk wie deelneemt: ppds participations list", "See who takes part: ppds participations list"),
)
OTHER_CONTENT: Final = _fault(
    "other-content",
    "Van {publication} wijken deze bestanden af van wat is gepubliceerd: {files}",
    "These files of {publication} are not what was published: {files}",
    Text(
        "Haal ze opnieuw op, en meld het als zij blijven afwijken.", "Fetch them again, and report it if they stay so."
    ),
)
NOT_DRAWN_UP: Final = _fault(
    "not-drawn-up",
    "{publication} kon niet worden opgemaakt: {why}",
    "{publication} could not be drawn up: {why}",
)
STILL_DRAWING_UP: Final = _fault(
    "still-drawing-up",
    "{publication} wordt nog opgemaakt; de wachttijd is om.",
    "{publication} is still being drawn up; the time to wait is over.",
    Text(
        "Kijk later: ppds get kpi /v1/publications/{publication}",
        "Look later: ppds get kpi /v1/publications/{publication}",
    ),
)
NO_SUCH_COLUMNS: Final = _fault(
    "no-such-columns",
    "{file} heeft niet de kolommen {missing}.",
    "{file} has no columns {missing}.",
    Text("Is het de lijst zoals zij is gepubliceerd, als CSV?", "Is it the list as it was published, as CSV?"),
)
NO_FACTORS: Final = _fault(
    "no-factors",
    "{file} heeft geen factoren van {region}.",
    "{file} has no factors of {region}.",
    Text("Noem met --region een gebied dat in de lijst staat.", "Name a region that is in the list with --region."),
)
NO_FACTOR: Final = _fault(
    "no-factor",
    "{file}: {value!r} in kolom {column} is geen getal.",
    "{file}: {value!r} in column {column} is no number.",
    Text("Herstel de regel, of laat haar weg.", "Mend the line, or leave it out."),
)
NO_PUBLISHER: Final = _fault(
    "no-publisher",
    "{name!r} is geen lijst die het commando kent; {known} wel.",
    "{name!r} is no list that the command knows; {known} are.",
)
