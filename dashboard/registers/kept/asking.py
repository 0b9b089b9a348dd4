"""What is asked of the market, and what bodies and market parties ask for."""

from typing import Final

from dashboard.page.language import sentence
from dashboard.registers.kept.fields import WHY, adopted, state_of, taken_back
from dashboard.registers.register import Act, Column, Field, Register

_PROPOSE: Final = ("kpi:propose", "kpi:adopt")
_THEME: Final = Field(
    "theme",
    sentence("Thema"),
    "choice",
    choices={
        "climate": sentence("klimaat"),
        "circular": sentence("circulair"),
        "pollution-biodiversity": sentence("vervuiling en biodiversiteit"),
        "human-rights-labour": sentence("mensenrechten en arbeid"),
        "diversity-inclusion": sentence("diversiteit en inclusie"),
        "social-return": sentence("social return"),
    },
)
_CHAIN: Final = Field(
    "chain",
    sentence("Productketen"),
    required=False,
    explained=sentence("De code, zoals catering; leeg is elke keten."),
)

CRITERIA: Final = Register(
    key="criteria",
    words=sentence("Criteriateksten"),
    explained=sentence("Teksten om iets van de markt te vragen, elk met de indicator die het straks meet."),
    service="kpi",
    path="/criteria",
    scopes=_PROPOSE,
    filters=(state_of("draft", "adopted", "withdrawn"),),
    columns=(
        Column("text", sentence("Tekst"), "names"),
        Column("indicator", sentence("Indicator")),
        Column("theme", sentence("Thema")),
        Column("chain", sentence("Productketen")),
        Column("writtenBy", sentence("Geschreven door"), "name"),
        Column("state", sentence("Stand"), "code"),
        Column("proposedBy", sentence("Voorgesteld door")),
    ),
    record="/criteria/{id}",
    start=(
        Act(
            key="nieuw",
            words=sentence("Criterium voorstellen"),
            explained=sentence("Neem alleen over wat de schrijver u toestaat; een ander stelt het vast."),
            method="POST",
            path="/criteria",
            scopes=("kpi:propose",),
            fields=(
                Field("indicator", sentence("Indicator die het meet")),
                _THEME,
                _CHAIN,
                Field(
                    "kind",
                    sentence("Soort"),
                    "choice",
                    choices={
                        "requirement": sentence("eis"),
                        "selection": sentence("selectiecriterium"),
                        "award": sentence("gunningscriterium"),
                        "clause": sentence("contractbepaling"),
                    },
                ),
                Field("text.nl", sentence("Tekst in het Nederlands"), "long", most=2000),
                Field("text.en", sentence("Tekst in het Engels"), "long", most=2000),
                Field(
                    "belowThreshold", sentence("Kort genoeg voor een inkoop onder de drempel"), "yes", required=False
                ),
                Field("writtenBy", sentence("Wie het schreef")),
                Field("writtenOn", sentence("Wanneer"), "day"),
                Field("licence", sentence("Licentie")),
                Field(
                    "usedIn",
                    sentence("Gebruikt in"),
                    "lines",
                    required=False,
                    explained=sentence("Publicatienummers van aanbestedingen, een per regel."),
                ),
                WHY,
            ),
        ),
    ),
    acts=(
        adopted("/criteria/{id}", scopes=("kpi:adopt",), explained=sentence("Vanaf nu ziet iedereen het.")),
        taken_back("/criteria/{id}", scopes=_PROPOSE),
    ),
)

NEEDS: Final = Register(
    key="behoeften",
    words=sentence("Behoeften"),
    explained=sentence("Wat organisaties en marktpartijen vragen. Wie iets vroeg, beantwoordt het niet zelf."),
    service="kpi",
    path="/needs",
    scopes=("kpi:read", "ingest:supplier"),
    filters=(state_of("open", "planned", "met", "declined"),),
    columns=(
        Column("says", sentence("Behoefte"), "name"),
        Column("theme", sentence("Thema")),
        Column("chain", sentence("Productketen")),
        Column("state", sentence("Stand"), "code"),
        Column("answer", sentence("Antwoord"), "name"),
        Column("askedAt", sentence("Gevraagd op"), "moment"),
    ),
    record="/needs/{id}",
    start=(
        Act(
            key="nieuw",
            words=sentence("Zeggen wat u nodig heeft"),
            explained=sentence("Het staat in de openbare lijst bij uw organisatie; uw naam staat er niet bij."),
            method="POST",
            path="/needs",
            scopes=("kpi:read", "ingest:supplier"),
            fields=(
                Field("says", sentence("Wat u nodig heeft"), "long", most=2000),
                _THEME,
                _CHAIN,
                Field(
                    "askedAs",
                    sentence("U vraagt dit als"),
                    "choice",
                    choices={
                        "buyer": sentence("inkoper"),
                        "market-party": sentence("marktpartij"),
                        "user": sentence("gebruiker van cijfers"),
                    },
                ),
            ),
        ),
    ),
    acts=(
        Act(
            key="antwoorden",
            words=sentence("Antwoorden"),
            explained=sentence("Een later antwoord komt in de plaats van dit."),
            method="POST",
            path="/needs/{id}/answer",
            scopes=("kpi:propose", "kpi:body"),
            versioned=True,
            second=True,
            fields=(
                Field(
                    "state",
                    sentence("Stand"),
                    "choice",
                    choices={
                        "planned": sentence("gepland"),
                        "met": sentence("vervuld"),
                        "declined": sentence("afgewezen"),
                    },
                ),
                Field("answer", sentence("Antwoord"), "long", most=2000),
            ),
        ),
    ),
)

REGISTERS: Final = (CRITERIA, NEEDS)
