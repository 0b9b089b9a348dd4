"""A plan of a body: an action plan, a category plan, or a plan of its operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import Field

from services.ingest.data_contracts.model import Day, Key, OwnRecordModel, Prose, named
from services.ingest.data_contracts.plans import rules
from services.ingest.data_contracts.plans.parts import (
    SCALES,
    PlanAction,
    PlanException,
    PlanGoal,
    PlanReport,
    PlanTheme,
    PlanType,
    Scale,
)
from services.ingest.data_contracts.plans.signature import number_faults
from services.ingest.data_contracts.units import repeated
from shared.procurement.finding import Finding
from shared.procurement.own_record import RecordKind
from shared.reference.themes import agenda_theme, theme_codes


class Plan(OwnRecordModel):
    """What a body means to do about sustainable procurement over some years; one plan may be of several bodies."""

    kind: ClassVar[RecordKind] = RecordKind.PLAN
    title_nl: ClassVar[str] = "Actieplan of categorieplan"
    title_en: ClassVar[str] = "Action plan or category plan"
    example: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {
            "senderKey": "ACTIEPLAN-2025",
            "type": "action-plan",
            "title": "Actieplan MVOI 2025-2028",
            "startsOn": "2025-01-01",
            "endsOn": "2028-12-31",
            "address": "https://www.voorbeeld.example/actieplan-mvoi",
            "publishedOn": "2025-03-03",
            "scale": "manifest",
            "themes": [{"theme": "climate", "level": 3}, {"theme": "circular", "reason": "time-or-capacity"}],
            "goals": [
                {
                    "key": "D1",
                    "title": "Minder uitstoot van vervoer",
                    "theme": "climate",
                    "value": 50,
                    "unit": "P1",
                    "baseline": 20,
                    "baselineYear": 2023,
                    "targetYear": 2028,
                    "owner": "directeur bedrijfsvoering",
                }
            ],
            "actions": [
                {
                    "key": "A1",
                    "title": "Uitvraag van elektrisch vervoer",
                    "theme": "climate",
                    "goals": ["D1"],
                    "owner": "categoriemanager",
                    "dueOn": "2026-06-30",
                    "needs": ["knowledge"],
                }
            ],
        }
    )

    type: Annotated[PlanType, named("type", "Wat voor plan het is.", "What kind of plan it is.", example="action-plan")]
    title: Annotated[Prose, named("titel", "Hoe het plan heet.", "What the plan is called.")]
    joint_with: Annotated[
        list[Key] | None,
        named(
            "samen met",
            "Nummers van andere organisaties wier plan het ook is.",
            "Numbers of other bodies whose plan it is as well.",
            limits={"max_length": 100},
        ),
    ] = None
    category: Annotated[
        Key | None, named("categorie", "Inkoopcategorie van een categorieplan.", "Category of a category plan.")
    ] = None
    starts_on: Annotated[Day, named("van", "Eerste dag.", "First day.", example="2025-01-01")]
    ends_on: Annotated[Day, named("tot en met", "Laatste dag.", "Last day.", example="2028-12-31")]
    address: Annotated[
        str | None,
        named("adres", "Waar iedereen het kan lezen (https).", "Where anyone can read it (https).",
              limits={"max_length": 500}),
    ] = None  # fmt: skip
    published_on: Annotated[Day | None, named("gepubliceerd op", "Dag van publicatie.", "Day of publication.")] = None
    scale: Annotated[
        Scale | None,
        named("schaal", "Schaal van de niveaus: manifest (1-5) of ambition-web (0-3).", "Scale of its levels."),
    ] = None
    themes: Annotated[list[PlanTheme] | None, Field(max_length=50, description="What it says of each theme.")] = None
    goals: Annotated[list[PlanGoal] | None, Field(max_length=200, description="What is to be reached.")] = None
    actions: Annotated[list[PlanAction] | None, Field(max_length=500, description="What is done.")] = None
    exceptions: Annotated[
        list[PlanException] | None, Field(max_length=100, description="What it does not hold for.")
    ] = None
    reports: Annotated[list[PlanReport] | None, Field(max_length=50, description="Its yearly reports.")] = None

    def faults(self) -> Iterator[Finding]:
        """Days in order, public addresses, known themes, levels on the scale, links that lead somewhere."""
        if self.ends_on < self.starts_on:
            yield rules.ENDS_BEFORE_IT_STARTS.at("/endsOn", str(self.ends_on), starts=self.starts_on)
        if self.type == "category-plan" and self.category is None:
            yield rules.NO_CATEGORY.at("/category")
        if self.address is not None and not public(self.address):
            yield rules.NO_HTTPS.at("/address", self.address)
        if (self.address is None) != (self.published_on is None):
            yield rules.ADDRESS_WITHOUT_DAY.at("/address" if self.address is None else "/publishedOn")
        for place, number in enumerate(self.joint_with or ()):
            yield from number_faults(number, f"/jointWith/{place}")
        yield from self._faulty_themes()
        yield from self._faulty_goals()
        yield from self._faulty_actions()
        for place, exception in enumerate(self.exceptions or ()):
            if exception.ends_on < self.starts_on:
                where = f"/exceptions/{place}/endsOn"
                yield rules.ENDS_BEFORE_IT_STARTS.at(where, str(exception.ends_on), starts=self.starts_on)
        for place, report in enumerate(self.reports or ()):
            if not public(report.address):
                yield rules.NO_HTTPS.at(f"/reports/{place}/address", report.address)

    def past(self) -> Iterator[tuple[str, date]]:
        """What was published and done."""
        if self.published_on is not None:
            yield "/publishedOn", self.published_on
        for place, action in enumerate(self.actions or ()):
            if action.done_on is not None:
                yield f"/actions/{place}/doneOn", action.done_on
        for place, report in enumerate(self.reports or ()):
            yield f"/reports/{place}/publishedOn", report.published_on

    def _faulty_themes(self) -> Iterator[Finding]:
        parts: Sequence[tuple[str, Sequence[PlanTheme | PlanGoal | PlanAction | PlanException]]] = (
            ("themes", self.themes or ()),
            ("goals", self.goals or ()),
            ("actions", self.actions or ()),
            ("exceptions", self.exceptions or ()),
        )
        for name, members in parts:
            for place, member in enumerate(members):
                if member.theme is not None and member.theme not in theme_codes():
                    known = ", ".join(sorted(theme_codes()))
                    yield rules.UNKNOWN_THEME.at(f"/{name}/{place}/theme", member.theme, known=known)
        pursued = {each.theme for each in (*(self.goals or ()), *(self.actions or ()))}
        before: set[str] = set()
        for place, stated in enumerate(self.themes or ()):
            where = f"/themes/{place}"
            if agenda_theme(stated.theme) in before:
                yield rules.THEME_TWICE.at(f"{where}/theme", stated.theme)
            before.add(agenda_theme(stated.theme))
            yield from self._faulty_level(stated, where)
            if stated.reason == "other" and stated.explanation is None:
                yield rules.REASON_WITHOUT_TEXT.at(f"{where}/explanation")
            if stated.reason is not None and (stated.level or stated.theme in pursued):
                yield rules.LEFT_OUT_WITH_LEVEL.at(f"{where}/reason", stated.reason)

    def _faulty_level(self, stated: PlanTheme, where: str) -> Iterator[Finding]:
        if stated.level is None:
            return
        if self.scale is None:
            yield rules.NO_SCALE.at("/scale")
            return
        lowest, highest = SCALES[self.scale]
        if not lowest <= stated.level <= highest:
            words = {"scale": self.scale, "lowest": lowest, "highest": highest}
            yield rules.NOT_ON_SCALE.at(f"{where}/level", str(stated.level), **words)

    def _faulty_goals(self) -> Iterator[Finding]:
        yield from repeated([each.key for each in self.goals or ()], "/goals")
        linked = {key for each in self.actions or () for key in each.goals or ()}
        for place, goal in enumerate(self.goals or ()):
            baseline, target = goal.baseline_year, goal.target_year
            if baseline is not None and target is not None and target <= baseline:
                yield rules.BASELINE_AFTER_TARGET.at(f"/goals/{place}/targetYear", str(target), year=baseline)
            if goal.key not in linked:
                yield rules.GOAL_WITHOUT_ACTION.at(f"/goals/{place}", goal.key)

    def _faulty_actions(self) -> Iterator[Finding]:
        yield from repeated([each.key for each in self.actions or ()], "/actions")
        known = {each.key for each in self.goals or ()}
        for place, action in enumerate(self.actions or ()):
            where = f"/actions/{place}"
            for at, key in enumerate(action.goals or ()):
                if key not in known:
                    yield rules.UNKNOWN_GOAL.at(f"{where}/goals/{at}", key)
            if not action.goals:
                yield rules.ACTION_WITHOUT_GOAL.at(where, action.key)
            if action.starts_on is not None and action.due_on is not None and action.due_on < action.starts_on:
                yield rules.ENDS_BEFORE_IT_STARTS.at(f"{where}/dueOn", str(action.due_on), starts=action.starts_on)


def public(address: str) -> bool:
    """Whether anybody may be sent there: https, a site with a name, nobody's password in it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and "@" not in parts.netloc
