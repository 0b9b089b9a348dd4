"""When figures are fixed: reporting on a year, publication, samples of auditors, decisions taken on figures."""

from typing import Final

from dashboard.page.language import sentence
from dashboard.registers.kept.fields import WHY, adopted, state_of, taken_back
from dashboard.registers.register import Act, Column, Field, Register

_PUBLISH: Final = ("kpi:publish",)
_BODY: Final = ("kpi:body", "kpi:publish")
_AUDIT: Final = ("audit:read", "audit:sign")
_PUBLICATION_STATES: Final = ("drawing-up", "draft", "published", "withdrawn", "failed")
_YEAR: Final = Field("year", sentence("Jaar"), "number")

CYCLES: Final = Register(
    key="rapportage",
    words=sentence("Rapportage over een jaar"),
    explained=sentence("Per organisatie en jaar: open, ingediend, beoordeeld, goedgekeurd, vastgesteld."),
    service="kpi",
    path="/reporting-cycles",
    scopes=_BODY,
    columns=(
        Column("party.name", sentence("Organisatie"), "name"),
        Column("year", sentence("Jaar")),
        Column("state", sentence("Stand"), "code"),
        Column("approvedByDefaultOn", sentence("Stilzwijgend akkoord op"), "day"),
        Column("next", sentence("Wat kan nu"), "list"),
    ),
    record="/reporting-cycles/{id}",
    filters=(state_of("open", "submitted", "validated", "approved", "published", "frozen"),),
    start=(
        Act(
            key="openen",
            words=sentence("Jaar openen"),
            explained=sentence("Vraagt organisaties om hun cijfers over een jaar; leeg is alle deelnemers."),
            method="POST",
            path="/reporting-cycles",
            scopes=_PUBLISH,
            fields=(_YEAR, Field("parties", sentence("Organisaties"), "parties", required=False)),
        ),
    ),
    acts=(
        Act(
            key="stap",
            words=sentence("Stap nemen"),
            explained=sentence("Wie indiende, keurt niet zelf goed."),
            method="POST",
            path="/reporting-cycles/{id}/steps",
            scopes=_BODY,
            versioned=True,
            second=True,
            fields=(
                Field(
                    "step",
                    sentence("Stap"),
                    "choice",
                    choices={
                        "submit": sentence("indienen"),
                        "validate": sentence("beoordelen"),
                        "return": sentence("teruggeven"),
                        "approve": sentence("goedkeuren"),
                        "object": sentence("bezwaar maken"),
                        "withdraw-objection": sentence("bezwaar intrekken"),
                    },
                ),
                Field("reason", sentence("Reden"), "long", required=False),
            ),
        ),
    ),
)

PUBLICATIONS: Final = Register(
    key="publiceren",
    words=sentence("Publicaties opmaken"),
    explained=sentence("Alle cijfers van een jaar bevroren; een ander dan de opmaker stelt vast."),
    service="kpi",
    path="/publications",
    scopes=_PUBLISH,
    id="name",
    query={"state": _PUBLICATION_STATES},
    filters=(state_of(*_PUBLICATION_STATES),),
    columns=(
        Column("name", sentence("Publicatie")),
        Column("year", sentence("Jaar")),
        Column("series", sentence("Reeks"), "code"),
        Column("state", sentence("Stand"), "code"),
        Column("figures", sentence("Cijfers"), "count"),
        Column("dataMoment", sentence("Stand van"), "moment"),
        Column("drawnUpBy", sentence("Opgemaakt door")),
    ),
    record="/publications/{name}",
    start=(
        Act(
            key="nieuw",
            words=sentence("Publicatie opmaken"),
            explained=sentence("Bevriest de cijfers zoals zij nu zijn, als concept."),
            method="POST",
            path="/publications",
            scopes=_PUBLISH,
            fields=(
                _YEAR,
                Field(
                    "series",
                    sentence("Reeks"),
                    "choice",
                    choices={"first": sentence("eerste"), "final": sentence("definitief")},
                ),
                WHY,
            ),
        ),
    ),
    acts=(
        adopted(
            "/publications/{name}",
            scopes=_PUBLISH,
            words=sentence("Vaststellen en publiceren"),
            explained=sentence("Voorgoed openbaar; een fout wordt met een nieuwe publicatie hersteld."),
            step="approval",
        ),
        taken_back(
            "/publications/{name}",
            scopes=_PUBLISH,
            words=sentence("Concept terugnemen"),
            explained=sentence("Het concept gaat niet door."),
        ),
    ),
)

SAMPLES: Final = Register(
    key="steekproeven",
    words=sentence("Steekproeven en bevindingen"),
    explained=sentence("Wat een auditor trekt uit wat achter een gepubliceerd cijfer staat, vindt en aftekent."),
    service="kpi",
    path="/publications",
    scopes=_AUDIT,
    id="name",
    columns=(
        Column("name", sentence("Publicatie")),
        Column("year", sentence("Jaar")),
        Column("series", sentence("Reeks"), "code"),
        Column("checksum", sentence("Controlegetal")),
    ),
    record="/publications/{name}/notes",
    acts=(
        Act(
            key="trekken",
            words=sentence("Steekproef trekken"),
            explained=sentence("Hetzelfde zaad trekt overal dezelfde rijen."),
            method="POST",
            path="/publications/{name}/samples",
            scopes=("audit:sign",),
            fields=(
                Field("indicator", sentence("Indicator")),
                Field("tier", sentence("Bestuurslaag"), required=False),
                Field("seed", sentence("Zaad")),
                Field("size", sentence("Aantal rijen"), "number"),
            ),
        ),
        Act(
            key="noteren",
            words=sentence("Bevinding of aftekening"),
            explained=sentence("Blijft voorgoed staan; wat volgt wordt ook genoteerd."),
            method="POST",
            path="/publications/{name}/notes",
            scopes=("audit:sign",),
            fields=(
                Field(
                    "kind",
                    sentence("Soort"),
                    "choice",
                    choices={"finding": sentence("bevinding"), "sign-off": sentence("aftekening")},
                ),
                Field("says", sentence("Tekst"), "long", most=5000),
                Field("indicator", sentence("Indicator"), required=False),
            ),
        ),
    ),
)

DECISIONS: Final = Register(
    key="besluiten",
    words=sentence("Besluiten op cijfers"),
    explained=sentence("Wat organisaties besloten op grond van een cijfer of publicatie."),
    service="kpi",
    path="/decisions",
    scopes=("kpi:publish", "kpi:body"),
    columns=(
        Column("says", sentence("Besluit"), "name"),
        Column("decidedByBody", sentence("Organisatie"), "name"),
        Column("decidedOn", sentence("Op"), "day"),
        Column("indicator", sentence("Indicator")),
        Column("publication", sentence("Publicatie")),
    ),
    start=(
        Act(
            key="nieuw",
            words=sentence("Besluit vermelden"),
            explained=sentence("Openbaar, met de plaats waar het te lezen is."),
            method="POST",
            path="/decisions",
            scopes=("kpi:publish", "kpi:body"),
            fields=(
                Field("decidedByBody", sentence("Organisatie"), "party"),
                Field("decidedOn", sentence("Besloten op"), "day"),
                Field("says", sentence("Wat besloten is"), "long"),
                Field("indicator", sentence("Indicator"), required=False),
                Field("publication", sentence("Publicatie"), required=False),
                Field("address", sentence("Waar het te lezen is"), required=False),
            ),
        ),
    ),
)

REGISTERS: Final = (CYCLES, PUBLICATIONS, SAMPLES, DECISIONS)
