"""From a source's codes to the words of the data space: what one notice says about the themes of one lot.

The table of codes stands in shared.reference.theme_codes (counting rules, part 1). Only yes and no are answers; BT-71
`none` and BT-736 `no` say nothing about Social Return, and a criterion text never makes a yes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from services.ingest.procedures.rules.findings import NONE_BESIDE_SOME_THEME, NONE_BESIDE_SPECIFIC, TEXT_BESIDE_NONE
from shared.procurement.finding import Finding
from shared.procurement.notice import Lot, LotResult, Notice
from shared.procurement.themes import THEMES, Evidence, ThemeState
from shared.reference.published import ListsOfDay
from shared.reference.theme_codes import ThemeCodes

ANY = "any"
YES, NO, WITHHELD, CONFLICTING = ThemeState.YES, ThemeState.NO, ThemeState.WITHHELD, ThemeState.CONFLICTING

_ENVIRONMENT = ("climate", "circular", "pollution-biodiversity")
_SOCIAL = ("human-rights-labour", "diversity-inclusion", "social-return")
_WITHHOLDS = {
    "BT-06": (*THEMES, ANY),
    "BT-774": (*_ENVIRONMENT, ANY),
    "BT-775": (*_SOCIAL, ANY),
    "BT-805": (ANY,),
    "BT-754": ("diversity-inclusion",),
    "BT-71": ("social-return",),
    "BT-736": ("social-return",),
}
SIDES = {"gpp-criteria": "gpp_criteria", "accessible": "accessible", "reserved": "reserved"}
"""Questions that are about no theme: their names in the list of codes and in a compiled lot."""

_CLEAN_VEHICLES = frozenset({"vehicles-clean", "vehicles-zero-emission"})


@dataclass(slots=True)
class Statement:
    """What one notice says about the themes of one lot, before other notices are read.

    `themes` holds yes, no, withheld and conflicting only: a theme that is not there is silent. The key "any" stands for
    "some theme". `specific` and `none` serve the completeness of the strategic fields (ALG-P12).
    """

    themes: dict[str, ThemeState] = field(default_factory=dict)
    side: dict[str, ThemeState] = field(default_factory=dict)  # gpp_criteria, accessible, reserved
    local_themes: set[str] = field(default_factory=set)
    signals: frozenset[str] = frozenset()
    evidence: list[Evidence] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    specific: bool = False
    none: bool = False


def says_something(stated: Statement) -> bool:
    """Whether a notice says anything at all of the themes of a lot, or of what stands beside them."""
    return bool(stated.themes or stated.side or stated.signals or stated.local_themes or stated.specific or stated.none)


def statement(notice: Notice, lot: Lot | None, results: Iterable[LotResult] = (), *, lists: ListsOfDay) -> Statement:
    """Read one notice about one lot: its codes, its criterion texts, its vehicles and what it withholds.

    `lists` are those of the day the notice was dispatched.
    """
    stated = Statement()
    none_places = _read_codes(stated, notice, lot, codes=lists.theme_codes) if lot is not None else []
    for result in results:
        _read_vehicles(stated, notice, result)
    if lot is not None and lot.texts:
        stated.signals = frozenset().union(*(lists.text_signals.in_text(text.text) for text in lot.texts))
    if none_places:
        _read_none(stated, notice, none_places)
    if lot is not None:
        for withheld in lot.withheld:
            for theme in _WITHHOLDS.get(withheld.term, ()):
                stated.themes.setdefault(theme, WITHHELD)
                stated.evidence.append(Evidence(theme, WITHHELD, withheld.term, "", notice.notice_id, withheld.place))
    return stated


def _read_codes(stated: Statement, notice: Notice, lot: Lot, *, codes: ThemeCodes) -> list[tuple[str, str, str]]:
    """Read every code that says yes; return term, code and place of those that say no to all themes."""
    nones = []
    for code in lot.codes:
        said = codes.says(code.term, code.code)
        if said is None:
            continue
        for name, answer in said.notes:
            if name in SIDES:
                _read_side(stated, SIDES[name], YES if answer else NO)
        for theme in said.yes:
            stated.themes[theme] = YES
            stated.evidence.append(Evidence(theme, YES, code.term, code.code, notice.notice_id, code.place))
        for theme in said.other_themes:
            stated.local_themes.add(theme)
            stated.evidence.append(Evidence(theme, YES, code.term, code.code, notice.notice_id, code.place))
        if said.any_theme:
            stated.themes[ANY] = YES
            stated.evidence.append(Evidence(ANY, YES, code.term, code.code, notice.notice_id, code.place))
        if said.denies_all:
            nones.append((code.term, code.code, code.place))
        stated.specific = stated.specific or said.specific
    return nones


def _read_side(stated: Statement, name: str, state: ThemeState) -> None:
    """Keep a yes or no about green criteria, accessibility or reservation; one yes among several codes is a yes."""
    if stated.side.get(name) is not YES:
        stated.side[name] = state


def _read_vehicles(stated: Statement, notice: Notice, result: LotResult) -> None:
    for kind, number in result.vehicles:
        if kind in _CLEAN_VEHICLES and number > 0:
            stated.themes["climate"] = YES
            stated.evidence.append(Evidence("climate", YES, "OPT-155", kind, notice.notice_id, result.place))


def _read_none(stated: Statement, notice: Notice, nones: list[tuple[str, str, str]]) -> None:
    """Read "no strategic procurement": no to every theme that the same lot does not say yes to elsewhere."""
    term, code, place = nones[0]
    stated.none = True
    some_theme = stated.themes.get(ANY) is YES
    for theme in THEMES:
        if stated.themes.get(theme) is YES:
            stated.findings.append(NONE_BESIDE_SPECIFIC.at(place, theme))
        elif some_theme:
            stated.themes[theme] = CONFLICTING
        elif theme in stated.signals:
            stated.themes[theme] = CONFLICTING
            stated.findings.append(TEXT_BESIDE_NONE.at(place, theme))
        else:
            stated.themes[theme] = NO
            stated.evidence.append(Evidence(theme, NO, term, code, notice.notice_id, place))
    if some_theme:
        stated.findings.append(NONE_BESIDE_SOME_THEME.at(place))
    else:
        stated.themes.setdefault(ANY, NO)
