"""What a code in a source says about the themes (counting rules, part 1), for eForms and for OCDS.

The table is a reference list (version 1: `data/theme_codes.csv`), with the reason beside each row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from shared.procurement.themes import THEMES
from shared.reference.lists import Entry, truth

Note = Literal["gpp-criteria", "accessible", "reserved", "law-applies"]

CODE_COLUMNS = ("term", "code", "says", "themes", "note", "specific", "reason")

# Terms whose codes form an open list with sub-codes ("environmental.circularEconomy.timber"): the longest known wins.
_OPEN_TERMS = frozenset({"sustainability.goal"})


@dataclass(frozen=True, slots=True)
class Says:
    """What one code says.

    `yes` and `no` hold themes of the Agenda; `other_themes` what it says yes to beside them: a local theme
    (climate-adaptation, sme-friendly) or a theme of an older list (innovation). `any_theme`: some theme, not which one.
    `notes` are the answers that are about no theme, such as ("reserved", False). `specific` codes make the strategic
    fields of a lot complete (ALG-P12).
    """

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    any_theme: bool = False
    other_themes: tuple[str, ...] = ()
    notes: tuple[tuple[str, bool], ...] = ()
    specific: bool = False

    @property
    def denies_all(self) -> bool:
        """Whether the buyer says that no theme at all is pursued (BT-06 `none`, `hasSustainability` false)."""
        return self.no == THEMES

    def note(self, name: Note) -> bool | None:
        """The answer to one question that is about no theme; None when the code does not answer it."""
        return dict(self.notes).get(name)


class ThemeCodes:
    """What codes say, as one version of the list states it.

    Raises KeyError for a row without one of its columns, ValueError for a cell that cannot be read.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        collected: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
        for row in entries:
            collected[row["term"], row["code"]].append(row)
        self._table = {key: _combined(rows) for key, rows in collected.items()}
        self.says: Callable[[str, str], Says | None] = lru_cache(maxsize=16_384)(self._says)
        """What a code under a term says; None for a code (or a term) the list does not know: that is a finding.

        Terms: BT-06, BT-71, BT-717, BT-736, BT-754, BT-774, BT-775, BT-776, BT-805, BT-810 and OPT-155 (only with a
        number above 0) of eForms; `sustainability.goal`, `sustainability.strategies`, `hasSustainability`, `coveredBy`,
        `hasAccessibilityCriteria`, `reservedParticipation`, `reservedExecution` and `eu-vehicles` of OCDS, whose
        booleans are written `true` and `false`.
        """

    @property
    def known(self) -> tuple[tuple[str, str], ...]:
        """Every (term, code) of the list, in its order."""
        return tuple(self._table)

    def _says(self, term: str, code: str) -> Says | None:
        code = code.strip()
        says = self._table.get((term, code))
        if says is not None or term not in _OPEN_TERMS:
            return says
        while "." in code:
            code = code.rpartition(".")[0]
            says = self._table.get((term, code))
            if says is not None:
                return says
        return None


def _combined(rows: Sequence[Entry]) -> Says:
    yes: list[str] = []
    no: list[str] = []
    notes: list[tuple[str, bool]] = []
    for row in rows:
        themes = row["themes"].split(";") if row["themes"] else []
        match row["says"]:
            case "yes":
                yes += themes
            case "no":
                no += themes
            case "any" | "only-note":
                pass
            case unknown:
                raise ValueError(f"{unknown!r} is none of yes, no, any, only-note.")
        if row["note"]:
            name, _, answer = row["note"].partition("=")
            notes.append((name, truth({"yes": "true", "no": "false"}.get(answer, answer))))
    return Says(
        yes=tuple(theme for theme in THEMES if theme in yes),
        no=tuple(theme for theme in THEMES if theme in no),
        any_theme=any(row["says"] == "any" for row in rows),
        other_themes=tuple(theme for theme in yes if theme not in THEMES),
        notes=tuple(notes),
        specific=any(truth(row["specific"]) for row in rows),
    )
