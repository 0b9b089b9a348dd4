"""The parts of a plan: its themes, goals, actions, exceptions and yearly reports."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, Literal, TypeAlias

from services.ingest.data_contracts.model import ContractModel, Day, Key, Number, Prose, named
from services.ingest.data_contracts.supplement import Reason
from services.ingest.data_contracts.units import Indicator, UnitCode

PlanType: TypeAlias = Literal["action-plan", "category-plan", "operations-plan"]
Scale: TypeAlias = Literal["manifest", "ambition-web"]
Need: TypeAlias = Literal["knowledge", "capacity", "means"]
SCALES: Final[Mapping[Scale, tuple[int, int]]] = MappingProxyType({"manifest": (1, 5), "ambition-web": (0, 3)})
"""The lowest and highest level of each; a level means something on its own scale only."""

_YEARS: Final = MappingProxyType({"ge": 1990, "le": 2100, "strict": True})


class PlanTheme(ContractModel):
    """What the plan says of a theme as a whole: how far it goes, or why it leaves the theme out."""

    theme: Annotated[Key, named("thema", "Code van het thema.", "Code of the theme.", example="climate")]
    level: Annotated[
        int | None,
        named("niveau", "Niveau op de schaal van het plan.", "Level on the plan's own scale.", example="2",
              limits={"ge": 0, "le": 5, "strict": True}),
    ] = None  # fmt: skip
    reason: Annotated[
        Reason | None,
        named("reden weggelaten", "Waarom het thema niet meedoet.", "Why the theme was left out."),
    ] = None
    explanation: Annotated[
        Prose | None, named("toelichting thema", "Uitleg bij niveau of reden.", "On the level or the reason.")
    ] = None


class PlanGoal(ContractModel):
    """What is to be reached. The goal of central government that it adds to is named by its code."""

    key: Annotated[Key, named("doel", "Eigen kenmerk van het doel.", "The plan's own key of the goal.", example="D1")]
    title: Annotated[Prose, named("doel omschrijving", "Wat er bereikt moet zijn.", "What is to be reached.")]
    theme: Annotated[
        Key | None, named("thema doel", "Thema van het doel; leeg: overkoepelend.", "Its theme; left out: all.")
    ] = None
    national_goal: Annotated[
        Key | None, named("rijksdoel", "Code van het rijksdoel waaraan het bijdraagt.", "Code of the goal it adds to.")
    ] = None
    indicator: Annotated[
        Indicator | None, named("indicator", "Indicator waarmee het wordt gemeten.", "Indicator it is measured by.")
    ] = None
    value: Annotated[Number | None, named("streefwaarde", "Wat bereikt moet zijn.", "What is to be reached.")] = None
    unit: Annotated[
        UnitCode | None, named("eenheid", "Eenheid (UN/CEFACT) of munt.", "Unit (UN/CEFACT) or currency.")
    ] = None
    baseline: Annotated[Number | None, named("nulmeting", "Waarde van de nulmeting.", "Value of the baseline.")] = None
    baseline_year: Annotated[
        int | None, named("jaar nulmeting", "Jaar van de nulmeting.", "Year of the baseline.", limits=_YEARS)
    ] = None
    target_year: Annotated[
        int | None, named("streefjaar", "Jaar waarin het bereikt moet zijn.", "Year by which.", limits=_YEARS)
    ] = None
    owner: Annotated[
        Key | None, named("eigenaar doel", "Wie ervoor staat, als rol.", "Who answers for it, as a role.")
    ] = None

    @property
    def lacks(self) -> tuple[str, ...]:
        """Which of the five it does without: value, unit, baseline with its year, target year, owner."""
        stated = {
            "value": self.value,
            "unit": self.unit,
            "baseline": self.baseline,
            "baselineYear": self.baseline_year,
            "targetYear": self.target_year,
            "owner": self.owner,
        }
        return tuple(name for name, value in stated.items() if value is None)


class PlanAction(ContractModel):
    """What is done, by whom and when, with which means, and what is lacking for it."""

    key: Annotated[
        Key, named("actie", "Eigen kenmerk van de actie.", "The plan's own key of the action.", example="A1")
    ]
    title: Annotated[Prose, named("actie omschrijving", "Wat er gebeurt.", "What is done.")]
    theme: Annotated[Key | None, named("thema actie", "Thema van de actie.", "Its theme.")] = None
    goals: Annotated[
        list[Key] | None,
        named("doelen van actie", "Kenmerken van de doelen waarvoor zij is.", "Keys of the goals it is for.",
              limits={"max_length": 50}),
    ] = None  # fmt: skip
    owner: Annotated[Key | None, named("eigenaar actie", "Wie het doet, als rol.", "Who does it, as a role.")] = None
    starts_on: Annotated[Day | None, named("actie van", "Eerste dag.", "First day.")] = None
    due_on: Annotated[Day | None, named("actie uiterlijk", "Dag waarop zij klaar is.", "Day by which it is done.")] = (
        None
    )
    done_on: Annotated[Day | None, named("actie gedaan op", "Dag waarop zij klaar was.", "Day it was done.")] = None
    means: Annotated[
        Prose | None, named("middelen", "Geld, mensen en tijd die er zijn.", "Money, people and time there are.")
    ] = None
    needs: Annotated[
        list[Need] | None,
        named("behoeften", "Wat ontbreekt: knowledge, capacity, means.", "What is lacking.", limits={"max_length": 3}),
    ] = None
    need: Annotated[Prose | None, named("behoefte toelichting", "Wat er nodig is.", "What is needed.")] = None


class PlanException(ContractModel):
    """What a plan does not hold for, why, and until when."""

    what: Annotated[Prose, named("uitzondering", "Waarvoor het plan niet geldt.", "What the plan does not hold for.")]
    theme: Annotated[Key | None, named("thema uitzondering", "Thema waarvoor.", "Theme for which.")] = None
    reason: Annotated[Prose, named("reden uitzondering", "Waarom.", "Why.")]
    ends_on: Annotated[Day, named("uitzondering tot en met", "Laatste dag.", "Last day.")]


class PlanReport(ContractModel):
    """A yearly report on the plan, where it can be read."""

    year: Annotated[int, named("jaar verslag", "Jaar van het verslag.", "Year it is about.", limits=_YEARS)]
    address: Annotated[
        str, named("adres verslag", "Waar het staat (https).", "Where it stands (https).", limits={"max_length": 500})
    ]
    published_on: Annotated[Day, named("verslag gepubliceerd op", "Dag van publicatie.", "Day of publication.")]
