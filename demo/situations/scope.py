"""C3: what is a procurement at all. Every stage that is none, and every kind of call, award and direct award."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final

from demo.documents.statements import NoticeStatement, Sum
from demo.ledger import ExpectedProcedure
from demo.procurements.draft import Draft
from demo.procurements.drawing import Dossier, Draws, dossier_of
from demo.procurements.theme_answers import ASKED

_PLANS: Final = (
    ("1", "pin-buyer", "planning"),
    ("2", "pin-buyer", "planning"),
    ("3", "pin-buyer", "planning"),
    ("4", "pin-only", "planning"),
    ("5", "pin-only", "planning"),
    ("6", "pin-only", "planning"),
    ("7", "pin-rtl", "planning"),
    ("8", "pin-rtl", "planning"),
    ("9", "pin-rtl", "planning"),
    ("E1", "pmc", "consultation"),
    ("E2", "pin-only", "planning"),
    ("T01", "pin-tran", "planning"),
)
_NO_PROCUREMENT: Final = (
    ("15", "qu-sy", "competition"),
    ("22", "subco", "competition"),
    ("CEI", "cei", "planning"),
    ("38", "can-modif", "cont-modif"),
    ("39", "can-modif", "cont-modif"),
    ("40", "can-modif", "cont-modif"),
    ("E6", "can-modif", "cont-modif"),
    ("E5", "compl", "completion"),
)
_CALLS: Final = (
    ("10", "pin-cfc-standard"),
    ("11", "pin-cfc-standard"),
    ("12", "pin-cfc-social"),
    ("13", "pin-cfc-social"),
    ("14", "pin-cfc-social"),
    ("16", "cn-standard"),
    ("17", "cn-standard"),
    ("18", "cn-standard"),
    ("19", "cn-standard"),
    ("20", "cn-social"),
    ("21", "cn-social"),
    ("23", "cn-desg"),
    ("24", "cn-desg"),
    ("E3", "cn-standard"),
)
_RESULTS: Final = (
    ("29", "can-standard"),
    ("30", "can-standard"),
    ("31", "can-standard"),
    ("32", "can-standard"),
    ("33", "can-social"),
    ("34", "can-social"),
    ("35", "can-social"),
    ("36", "can-desg"),
    ("37", "can-desg"),
    ("E4", "can-standard"),
    ("T02", "can-tran"),
)
_LEGAL_BASES: Final = {
    **dict.fromkeys(("2", "5", "8", "11", "13", "15", "17", "21", "24", "26", "30", "34", "37", "39"), "32014L0025"),
    **dict.fromkeys(("3", "6", "9", "18", "22", "27", "31"), "32009L0081"),
    **dict.fromkeys(("14", "19", "28", "32", "35", "40"), "32014L0023"),
    **dict.fromkeys(("T01", "T02"), "32007R1370"),
}
PLANS, OTHERS, CALLS, RESULTS = len(_PLANS), len(_NO_PROCUREMENT), len(_CALLS), len(_RESULTS)


def planning_only(draws: Draws, number: int) -> Dossier:
    """A plan buys nothing, whatever it says about the themes."""
    subtype, notice_type, form_type = _PLANS[number % PLANS]
    draft = draws.draft(f"C3 planning only ({subtype})", awarded=False)
    notice = replace(
        _as(draft.call(), subtype, notice_type, form_type), root="PriorInformationNotice", procedure_type=None
    )
    return dossier_of(draft, notice, expected=_no_procurement(draft, state="planned"))


def planned_parts(draws: Draws) -> Dossier:
    """A plan with parts that are no lots yet."""
    draft = draws.draft("C3 planning with parts", lots=2, awarded=False)
    notice = replace(_as(draft.call(), "4", "pin-only", "planning"), root="PriorInformationNotice", procedure_type=None)
    parts = tuple(
        replace(lot, scheme="Part", lot_id=f"PAR-{number:04d}", criteria=(), terms=())
        for number, lot in enumerate(notice.lots, start=1)
    )
    expected = replace(_no_procurement(draft, state="planned"), lots=(), framework=None, duration_months=None)
    return dossier_of(draft, replace(notice, lots=parts), expected=expected)


def out_of_scope(draws: Draws, number: int) -> Dossier:
    """A qualification system, a subcontract, a call for interest, a modification or completion by itself."""
    subtype, notice_type, form_type = _NO_PROCUREMENT[number % OTHERS]
    draft = draws.draft(f"C3 no procurement ({subtype})", awarded=False)
    notice = _as(draft.call(), subtype, notice_type, form_type)
    if form_type in {"cont-modif", "completion"}:
        notice = replace(notice, root="ContractAwardNotice", procedure_type=None, modifies="90000001-2023")
    return dossier_of(draft, notice, expected=_no_procurement(draft, state="other"))


def every_call(draws: Draws, number: int) -> Dossier:
    """Every subtype that is a call, without a result yet."""
    subtype, notice_type = _CALLS[number % CALLS]
    draft = draws.draft(f"C3 call of subtype {subtype}", awarded=False)
    notice = _as(draft.call(), subtype, notice_type, "competition")
    if notice_type.startswith("pin"):
        notice = replace(notice, root="PriorInformationNotice")
    return dossier_of(draft, notice)


def every_result(draws: Draws, number: int) -> Dossier:
    """Every subtype that is a result, with its call unknown."""
    subtype, notice_type = _RESULTS[number % RESULTS]
    draft = draws.draft(f"C3 result of subtype {subtype}")
    sent_on = draft.result_sent_on()
    draft.launched_on = sent_on
    draft.called = False
    notice = _as(draft.result(on=sent_on, repeats=True), subtype, notice_type, "result")
    return dossier_of(draft, notice, expected=draft.expected(result_sent_on=sent_on))


def every_direct_award(draws: Draws, number: int) -> Dossier:
    """Every subtype that announces a direct award."""
    subtype = ("25", "26", "27", "28")[number % 4]
    draft = draws.draft(f"C3 direct award of subtype {subtype}")
    draft.procedure_type = "neg-wo-call"
    draft.competition = "no-call"
    announced_on = draft.awarded_on - timedelta(days=5)
    draft.launched_on = announced_on
    draft.called = False
    notice = _as(draft.result(on=announced_on, repeats=True), subtype, "veat", "dir-awa-pre")
    return dossier_of(draft, notice, expected=draft.expected(result_sent_on=announced_on))


def modified_later(draws: Draws) -> Dossier:
    """A modification of an awarded contract: dearer and greener, and the award stays as it was decided."""
    draft = draws.draft(
        "C3 award modified later", launched_on=draws.day(last=draws.day().replace(year=2025, month=5, day=1))
    )
    result = draft.result()
    modification = replace(
        _as(draft.result(on=draft.awarded_on + timedelta(days=120)), "38", "can-modif", "cont-modif"),
        modifies=result.publication,
        procedure_type=None,
        total=None,
    )
    dearer = tuple(
        replace(tender, value=None if tender.value is None else Sum(tender.value.value * 2))
        for tender in modification.tenders
    )
    greener = tuple(replace(lot, codes=ASKED[0].codes) for lot in modification.lots)
    return dossier_of(draft, draft.call(), result, replace(modification, tenders=dearer, lots=greener))


def completed_later(draws: Draws) -> Dossier:
    """A completion notice after the award changes nothing either."""
    draft = draws.draft(
        "C3 award completed later", launched_on=draws.day(last=draws.day().replace(year=2025, month=4, day=1))
    )
    completion = replace(
        _as(draft.result(on=draft.awarded_on + timedelta(days=200)), "E5", "compl", "completion"), procedure_type=None
    )
    return dossier_of(draft, draft.call(), draft.result(), completion)


def registration(draws: Draws) -> Dossier:
    """A business registration comes through the same door: accepted as no procurement at all."""
    draft = draws.draft("registration", awarded=False)
    subtype = draws.rng.choice(("X01", "X02"))
    return Dossier(registrations=((draft.uuid(), subtype, f"{draft.launched_on}+01:00"),))


def _as(notice: NoticeStatement, subtype: str, notice_type: str, form_type: str) -> NoticeStatement:
    basis = _LEGAL_BASES.get(subtype, "other" if subtype.startswith("E") else "32014L0024")
    return replace(notice, subtype=subtype, notice_type=notice_type, form_type=form_type, legal_basis=basis)


def _no_procurement(draft: Draft, *, state: str) -> ExpectedProcedure:
    """Kept and shown, and counted nowhere. No call is known, so it was never launched."""
    expected = draft.expected()
    return replace(
        expected,
        counted=False,
        state=state,
        competition=None,
        launched_on=None,
        awarded_on=None,
        themes=dict.fromkeys(expected.themes),
        any_theme=None,
        strategic_complete=None,
        lots=tuple(replace(lot, counted=False) for lot in expected.lots),
        findings=(),
    )
