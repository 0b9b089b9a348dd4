"""Who may: participations, terms, mandates, clients with their keys, and the keys that sign tokens."""

from typing import Final

from dashboard.page.language import sentence
from dashboard.registers.kept.fields import BODIES_HELP, BODY_HELP, FROM, PARTY, UNTIL, WHY, state_of
from dashboard.registers.register import Act, Column, Field, Register

_BODY: Final = ("registry:body", "registry:parties")
_KEEPER: Final = ("registry:parties",)
_CLIENTS: Final = ("registry:clients",)
_ONE_A_LINE: Final = sentence("Een per regel.")

PARTICIPATIONS: Final = Register(
    key="deelname",
    words=sentence("Deelname"),
    explained=sentence("Wie deelneemt: aangevraagd, toegelaten, geschorst of vertrokken."),
    service="registry",
    path="/participations",
    scopes=_BODY,
    query={"demo": True},
    columns=(
        Column("name", sentence("Organisatie"), "name"),
        Column("state", sentence("Stand"), "code"),
        Column("tier", sentence("Bestuurslaag"), "code"),
        Column("changedAt", sentence("Sinds"), "moment"),
    ),
    record="/participations/{id}",
    filters=(state_of("applied", "admitted", "declined", "suspended", "left"),),
    start=(
        Act(
            key="aanvragen",
            words=sentence("Deelname aanvragen"),
            explained=sentence("Vraagt deelname aan met de voorwaarden die gelden; een beheerder laat toe."),
            method="POST",
            path="/participations",
            scopes=_BODY,
            fields=(
                PARTY,
                Field("accepts.0.document", sentence("Voorwaarden"), initial="data-space"),
                Field("accepts.0.version", sentence("Versie van de voorwaarden")),
            ),
        ),
    ),
    acts=(
        Act(
            key="stap",
            words=sentence("Stap nemen"),
            explained=sentence("Toelaten, afwijzen, schorsen, hervatten: een beheerder. Vertrekken: de organisatie."),
            method="POST",
            path="/participations/{id}/transitions",
            scopes=_BODY,
            versioned=True,
            fields=(
                Field(
                    "step",
                    sentence("Stap"),
                    "choice",
                    choices={
                        "admit": sentence("toelaten"),
                        "decline": sentence("afwijzen"),
                        "suspend": sentence("schorsen"),
                        "resume": sentence("hervatten"),
                        "leave": sentence("vertrekken"),
                    },
                ),
                Field("reason", sentence("Reden"), "long", required=False),
            ),
        ),
    ),
)

TERMS: Final = Register(
    key="voorwaarden",
    words=sentence("Voorwaarden"),
    explained=sentence("Wat een organisatie aanvaardt voor zij deelneemt."),
    service="registry",
    path="/terms",
    scopes=_KEEPER,
    id="version",
    columns=(
        Column("version", sentence("Versie")),
        Column("document", sentence("Waarover"), "code"),
        Column("text", sentence("Tekst"), "names"),
        Column("validFrom", sentence("Geldig vanaf"), "day"),
        Column("inForce", sentence("Geldt nu"), "yes"),
    ),
    start=(
        Act(
            key="nieuw",
            words=sentence("Voorwaarden uitgeven"),
            explained=sentence("Deelnemers zien dat er iets te aanvaarden is."),
            method="POST",
            path="/terms",
            scopes=_KEEPER,
            fields=(
                Field("version", sentence("Versie")),
                Field("textNl", sentence("Tekst in het Nederlands"), "long", most=20_000),
                Field("textEn", sentence("Tekst in het Engels"), "long", most=20_000),
                Field("validFrom", sentence("Geldig vanaf"), "day"),
            ),
        ),
    ),
)

MANDATES: Final = Register(
    key="mandaten",
    words=sentence("Mandaten"),
    explained=sentence("Wie voor wie mag aanleveren. Een ander dan wie het voorstelde verleent het."),
    service="registry",
    path="/mandates",
    scopes=_BODY,
    columns=(
        Column("mandataryName", sentence("Gemachtigde"), "name"),
        Column("kinds", sentence("Voor"), "list"),
        Column("validFrom", sentence("Vanaf"), "day"),
        Column("validUntil", sentence("Tot"), "day"),
        Column("basis", sentence("Grondslag"), "name"),
        Column("bodies", sentence("Van"), "list"),
    ),
    record="/mandates/{id}",
    start=(
        Act(
            key="nieuw",
            words=sentence("Mandaat voorstellen"),
            explained=sentence("Het geldt voor een organisatie zodra een ander het voor haar verleent."),
            method="POST",
            path="/mandates",
            scopes=_BODY,
            fields=(
                Field("mandatary", sentence("Gemachtigde"), "party", explained=BODY_HELP),
                Field("bodies", sentence("Voor welke organisaties"), "parties", explained=BODIES_HELP),
                Field("kinds", sentence("Voor welke gegevens"), "lines", explained=_ONE_A_LINE, initial="notice"),
                FROM,
                UNTIL,
                Field("basis", sentence("Grondslag: besluit of overeenkomst")),
            ),
        ),
    ),
    acts=(
        Act(
            key="verlenen",
            words=sentence("Verlenen"),
            explained=sentence("Verleent het mandaat voor een of meer organisaties."),
            method="POST",
            path="/mandates/{id}/grants",
            scopes=_BODY,
            versioned=True,
            second=True,
            fields=(Field("bodies", sentence("Voor welke organisaties"), "parties", explained=BODIES_HELP),),
        ),
        Act(
            key="intrekken",
            words=sentence("Intrekken"),
            explained=sentence("Vanaf vandaag geldt het niet meer; leeg is voor alle organisaties."),
            method="POST",
            path="/mandates/{id}/withdrawals",
            scopes=_BODY,
            versioned=True,
            fields=(
                Field("bodies", sentence("Voor welke organisaties"), "parties", required=False, explained=BODIES_HELP),
            ),
        ),
    ),
)

CLIENTS: Final = Register(
    key="clients",
    words=sentence("Clients"),
    explained=sentence("Programma's met een sleutel die mogen aanleveren of lezen."),
    service="registry",
    path="/clients",
    scopes=_CLIENTS,
    id="client",
    columns=(
        Column("client", sentence("Client")),
        Column("label", sentence("Naam"), "name"),
        Column("party.name", sentence("Organisatie"), "name"),
        Column("scopes", sentence("Mag"), "list"),
        Column("state", sentence("Stand"), "code"),
    ),
    record="/clients/{client}",
)

CLIENT_PROPOSALS: Final = Register(
    key="client-voorstellen",
    words=sentence("Voorstellen voor clients"),
    explained=sentence("Een nieuwe client of meer rechten: een ander dan de voorsteller bevestigt."),
    service="registry",
    path="/client-proposals",
    scopes=_CLIENTS,
    columns=(
        Column("label", sentence("Naam"), "name"),
        Column("client", sentence("Client")),
        Column("party.name", sentence("Organisatie"), "name"),
        Column("scopes", sentence("Mag"), "list"),
        Column("state", sentence("Stand"), "code"),
        Column("proposedBy", sentence("Voorgesteld door")),
    ),
    record="/client-proposals/{id}",
    filters=(state_of("open", "confirmed", "refused"),),
    start=(
        Act(
            key="nieuw",
            words=sentence("Client voorstellen"),
            explained=sentence("De aanvrager maakt het sleutelpaar en geeft alleen het openbare deel."),
            method="POST",
            path="/client-proposals",
            scopes=_CLIENTS,
            fields=(
                Field("label", sentence("Naam van het programma")),
                Field("party", sentence("Organisatie"), "party", explained=BODY_HELP, required=False),
                Field(
                    "scopes",
                    sentence("Wat het mag"),
                    "lines",
                    explained=sentence("Een per regel: ingest:write ingest:read voor aanleveren, kpi:read voor lezen."),
                    initial="ingest:read\ningest:write",
                ),
                Field(
                    "jwks",
                    sentence("Openbare sleutels"),
                    "keys",
                    explained=sentence("Het JSON-bestand client.request.json of het deel daarvan onder jwks."),
                    most=20_000,
                ),
            ),
        ),
    ),
    acts=(
        Act(
            key="bevestigen",
            words=sentence("Bevestigen"),
            explained=sentence("Vanaf nu mag de client dit."),
            method="POST",
            path="/client-proposals/{id}/confirmation",
            scopes=_CLIENTS,
            when=("open",),
            second=True,
        ),
        Act(
            key="weigeren",
            words=sentence("Weigeren of terugnemen"),
            explained=sentence("Het voorstel gaat niet door."),
            method="POST",
            path="/client-proposals/{id}/refusal",
            scopes=_CLIENTS,
            when=("open",),
            fields=(WHY,),
        ),
    ),
)

SIGNING_KEYS: Final = Register(
    key="sleutels",
    words=sentence("Ondertekeningssleutels"),
    explained=sentence("De sleutels waarmee het register toegang ondertekent."),
    service="registry",
    path="/signing-keys",
    scopes=_CLIENTS,
    id="kid",
    columns=(
        Column("kid", sentence("Sleutel")),
        Column("state", sentence("Stand"), "code"),
        Column("signsFrom", sentence("Ondertekent vanaf"), "moment"),
        Column("publishedUntil", sentence("Openbaar tot"), "moment"),
    ),
    start=(
        Act(
            key="vernieuwen",
            words=sentence("Nieuwe sleutel"),
            explained=sentence("Zij ondertekent zodra iedereen haar kan kennen; het oude blijft geldig."),
            method="POST",
            path="/signing-keys/_rotate",
            scopes=_CLIENTS,
        ),
    ),
)

REGISTERS: Final = (PARTICIPATIONS, TERMS, MANDATES, CLIENT_PROPOSALS, CLIENTS, SIGNING_KEYS)
