"""What the programme team keeps: activities, who takes part, chain plans and assessments (data contract E)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from services.ingest.data_contracts.model import Day, Key, OwnRecordModel, Prose, Theme, named
from shared.procurement.finding import Finding, Rule, Severity, Text
from shared.procurement.own_record import RecordKind

RecordType: TypeAlias = Literal[
    "activity", "participation", "chain-plan", "chain-assessment", "chain-standard", "category-assessment",
    "buyer-group", "buyer-group-use", "policy-anchoring",
]  # fmt: skip
YesNo: TypeAlias = Literal["yes", "no"]

_NEEDED: Final[Mapping[RecordType, tuple[str, ...]]] = MappingProxyType(
    {
        "activity": ("planned_on",),
        "participation": ("starts_on", "participant"),
        "chain-plan": ("chain", "year"),
        "chain-assessment": ("chain", "assessed_on", "phase"),
        "chain-standard": ("chain", "assessed_on", "standard", "contracts_meeting", "contracts_in_chain"),
        "category-assessment": ("category", "assessed_on", "meets_criteria"),
        "buyer-group": ("title", "starts_on"),
        "buyer-group-use": ("activity", "procedure", "done_on"),
        "policy-anchoring": ("participant", "assessed_on", "anchored"),
    }
)
"""Which properties each type cannot do without."""

_CORRECT: Final = Text("Herstel dit en stuur een nieuwe versie.", "Correct this and send a new version.")
NEEDED: Final = Rule(
    "PRG-001",
    Severity.ERROR,
    "Bij het type {type} hoort dit gegeven: {name}.",
    "The type {type} needs this property: {name}.",
    Text("Vul het in.", "Fill it in."),
)
MORE_THAN_ALL: Final = Rule(
    "PRG-002",
    Severity.ERROR,
    "Er voldoen meer contracten aan de norm dan er in de keten zijn.",
    "More contracts meet the standard than there are in the chain.",
    _CORRECT,
)
ENDS_BEFORE_IT_STARTS: Final = Rule(
    "PRG-003", Severity.ERROR, "Het einde ligt voor het begin.", "The end lies before the start.", _CORRECT
)


class ProgrammeRecord(OwnRecordModel):
    """One row of the programme's own administration."""

    kind: ClassVar[RecordKind] = RecordKind.PROGRAMME_RECORD
    title_nl: ClassVar[str] = "Gegevens van het programma"
    title_en: ClassVar[str] = "Record of the programme"

    example: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "senderKey": "ACT-2026-001",
            "type": "activity",
            "title": "Leergang circulair inkopen",
            "plannedOn": "2026-03-01",
            "doneOn": "2026-03-05",
            "targetGroup": "inkopers",
            "chain": "catering",
            "theme": "circular",
        }
    )

    type: Annotated[
        RecordType, named("type", "Wat voor gegeven dit is.", "What this record is of.", example="activity")
    ]
    title: Annotated[Prose | None, named("titel", "Waar het over gaat.", "What it is about.")] = None
    planned_on: Annotated[
        Day | None, named("gepland op", "Dag waarvoor het is gepland.", "Day it is planned for.", example="2027-03-01")
    ] = None
    done_on: Annotated[
        Day | None, named("uitgevoerd op", "Dag waarop het is uitgevoerd.", "Day it was carried out.")
    ] = None
    target_group: Annotated[Key | None, named("doelgroep", "Voor wie.", "For whom.")] = None
    organiser: Annotated[Key | None, named("organisator", "Organisatie die het doet.", "Body that does it.")] = None
    participant: Annotated[
        Key | None, named("deelnemer", "Organisatie die meedoet (TOOI of OIN).", "Body that takes part (TOOI or OIN).")
    ] = None
    activity: Annotated[
        Key | None,
        named("activiteit", "Sleutel van activiteit of inkopersgroep.", "Key of an activity or group."),
    ] = None
    starts_on: Annotated[Day | None, named("van", "Eerste dag.", "First day.")] = None
    ends_on: Annotated[Day | None, named("tot en met", "Laatste dag.", "Last day.")] = None
    chain: Annotated[Key | None, named("productketen", "Code van de productketen.", "Code of the chain.")] = None
    theme: Annotated[Theme | None, named("thema", "Thema waar het over gaat.", "Theme it is about.")] = None
    year: Annotated[
        int | None,
        named("jaar", "Jaar waarvoor de keten is gekozen.", "Year the chain was selected for.",
              limits={"ge": 2015, "le": 2100, "strict": True}),
    ] = None  # fmt: skip
    adopted_on: Annotated[Day | None, named("vastgesteld op", "Dag van vaststelling.", "Day of adoption.")] = None
    address: Annotated[Key | None, named("adres", "Waar het plan staat.", "Where the plan stands.")] = None
    assessed_on: Annotated[Day | None, named("beoordeeld op", "Dag van de beoordeling.", "Day of assessment.")] = None
    phase: Annotated[
        int | None,
        named("fase", "Fase van markttransformatie, 1 tot en met 4.", "Phase of market transformation, 1 to 4.",
              limits={"ge": 1, "le": 4, "strict": True}),
    ] = None  # fmt: skip
    evidence: Annotated[Prose | None, named("onderbouwing", "Waarop het berust.", "What it rests on.")] = None
    assessor: Annotated[Key | None, named("beoordelaar", "Organisatie die beoordeelde.", "Body that assessed.")] = None
    dissent: Annotated[Prose | None, named("tegenspraak", "Wie het anders zag.", "Who saw it otherwise.")] = None
    standard: Annotated[Key | None, named("norm", "Norm van de keten.", "Standard of the chain.")] = None
    contracts_meeting: Annotated[
        int | None,
        named("contracten volgens norm", "Contracten die aan de norm voldoen.", "Contracts that meet the standard.",
              limits={"ge": 0, "strict": True}),
    ] = None  # fmt: skip
    contracts_in_chain: Annotated[
        int | None,
        named("contracten in keten", "Alle contracten in de keten.", "All contracts in the chain.",
              limits={"ge": 0, "strict": True}),
    ] = None  # fmt: skip
    category: Annotated[Key | None, named("categorie", "Inkoopcategorie.", "Purchasing category.")] = None
    meets_criteria: Annotated[
        YesNo | None, named("voldoet", "Of de categorie aan de criteria voldoet.", "Whether it meets the criteria.")
    ] = None
    strategy: Annotated[
        Prose | None, named("strategie", "Strategie van de inkopersgroep.", "Strategy of the group of buyers.")
    ] = None
    risks: Annotated[Prose | None, named("risico's", "Risico's voor de groep.", "Risks for the group.")] = None
    procedure: Annotated[
        Key | None,
        named("aanbesteding", "Waarin de strategie is gebruikt: id, ocid of publicatienummer.",
              "In which the strategy was used: id, ocid or publication number."),
    ] = None  # fmt: skip
    anchored: Annotated[
        YesNo | None,
        named("geborgd", "Of MVOI in het inkoopbeleid is geborgd.", "Whether it is anchored in purchasing policy."),
    ] = None

    def faults(self) -> Iterator[Finding]:
        """What is wrong between its values."""
        fields = type(self).model_fields
        for name in _NEEDED[self.type]:
            if getattr(self, name) is None:
                alias = fields[name].alias or name
                yield NEEDED.at(f"/{alias}", type=self.type, name=alias)
        meeting, in_chain = self.contracts_meeting, self.contracts_in_chain
        if meeting is not None and in_chain is not None and meeting > in_chain:
            yield MORE_THAN_ALL.at("/contractsMeeting", str(meeting))
        if self.starts_on is not None and self.ends_on is not None and self.ends_on < self.starts_on:
            yield ENDS_BEFORE_IT_STARTS.at("/endsOn", self.ends_on.isoformat())
