"""C4: when two records are the same procurement, and when they only look like it."""

from __future__ import annotations

from dataclasses import replace

from demo.documents.ocds_release import OCID_PREFIX
from demo.documents.statements import NoticeStatement
from demo.ledger import ExpectedProcedure
from demo.procurements.draft import Draft
from demo.procurements.drawing import Dossier, Draws, dossier_of
from demo.procurements.ocds_theme_answers import OCDS_NONE, OCDS_SILENT
from demo.procurements.theme_answers import NONE, SILENT
from demo.situations.ordinary import releases_of


def both_formats(draws: Draws) -> Dossier:
    """The same tender by TenderNed in eForms and by the buyer's system in OCDS with BT-04 as tender.id: one."""
    draft = draws.draft("C4 same identifier in both formats", answers=(NONE,))
    draft.ocid = f"{OCID_PREFIX}{draft.own_number}"
    sent_on = draft.result_sent_on()
    call, result = draft.call(), draft.result(on=sent_on)
    draft.lots[0].answers = draws.rng.choice((OCDS_SILENT, OCDS_NONE))
    releases = tuple(
        # An identifier is the same in capitals.
        replace(notice, clock="11:00:00+01:00", procedure_id=draft.procedure_id.upper())
        for notice in (draft.call(), draft.result(on=sent_on))
    )
    draft.lots[0].answers = replace(NONE, signals=NONE.signals)
    return Dossier(expected=(draft.expected(),), notices=(call, result), releases=releases)


def by_ocid(draws: Draws) -> Dossier:
    """OCDS by a system that numbers its own way: the releases of one process belong together."""
    draft = draws.draft("C4 by OCDS process", ocds=True)
    draft.ocid = f"{OCID_PREFIX}{draft.own_number}"
    dossier = releases_of(draft)
    return Dossier(
        expected=(_keyed(dossier.expected[0], f"ocid:{draft.ocid}"),),
        releases=tuple(
            replace(notice, procedure_id=None, own_number=None, title=notice.title) for notice in dossier.releases
        ),
    )


def previous_notice(draws: Draws) -> Dossier:
    """No BT-04 (an old system); the result names the publication number of its call."""
    draft = draws.draft("C4 chain by publication number")
    call, result = (_weak(notice, number=False) for notice in (draft.call(), draft.result()))
    result = replace(result, previous=(str(call.publication).lstrip("0"),))
    return _weak_dossier(draft, call, result, key=f"notice:{call.notice_id}")


def previous_notice_by_id(draws: Draws) -> Dossier:
    """A chain of three: a plan, a call that names it and a result that names the call, by id and version."""
    draft = draws.draft("C4 chain by notice id")
    planned = replace(
        draft.call(on=draft.launched_on.replace(day=1)),
        root="PriorInformationNotice",
        subtype="4",
        notice_type="pin-only",
        form_type="planning",
        procedure_type=None,
    )
    plan = _weak(planned, number=False)
    call = replace(_weak(draft.call(), number=False), previous=(f"{plan.notice_id}-01",))
    result = replace(_weak(draft.result(), number=False), previous=(f"{call.notice_id}-01",))
    dossier = _weak_dossier(draft, call, result, key=f"notice:{plan.notice_id}")
    return replace(dossier, notices=(plan, *dossier.notices))


def weak_result_of_a_strong_call(draws: Draws) -> Dossier:
    """The call has BT-04 and the result only names the call."""
    draft = draws.draft("C4 result finds its call")
    call = draft.call()
    result = replace(_weak(draft.result(), number=False), previous=(f"{call.notice_id}-01",))
    draft.findings.add("EF-012")
    return dossier_of(draft, call, result)


def own_number(draws: Draws) -> Dossier:
    """No BT-04 and no reference, but the same buyer and the same own number (BT-22)."""
    draft = draws.draft("C4 own number of the buyer")
    call, result = (_weak(notice, number=True) for notice in (draft.call(), draft.result()))
    return _weak_dossier(draft, call, result, key=_own_key(draft))


def own_number_of_a_strong_call(draws: Draws) -> Dossier:
    """The call has BT-04, the result only the buyer's own number."""
    draft = draws.draft("C4 own number finds its call")
    draft.findings.add("EF-012")
    return dossier_of(draft, draft.call(), _weak(draft.result(), number=True))


def strong_result_of_a_weak_call(draws: Draws) -> Dossier:
    """An old call without BT-04; its result has one and names the call: the chain joins them both ways."""
    draft = draws.draft("C4 result with an identifier names a call without")
    call = _weak(draft.call(), number=False)
    result = replace(draft.result(), own_number=None, previous=(f"{call.notice_id}-01",))
    draft.findings.add("EF-012")
    return dossier_of(draft, call, result)


def same_number_other_buyer(draws: Draws) -> Dossier:
    """Two buyers use the same own number: two procurements."""
    first = draws.draft("C4 same number, other buyer")
    second = draws.draft("C4 same number, other buyer", buyer=draws.body(apart_from=(first.buyer,)))
    second.own_number = first.own_number
    dossiers = [
        _weak_dossier(
            draft, *(_weak(notice, number=True) for notice in (draft.call(), draft.result())), key=_own_key(draft)
        )
        for draft in (first, second)
    ]
    return Dossier(
        expected=tuple(each for dossier in dossiers for each in dossier.expected),
        notices=tuple(each for dossier in dossiers for each in dossier.notices),
    )


def two_rules_apart(draws: Draws) -> Dossier:
    """A result names a notice of one procedure and carries the own number of another: nothing is merged."""
    first = draws.draft("C4 named by two rules apart", awarded=False)
    second = draws.draft("C4 named by two rules apart", buyer=first.buyer, awarded=False)
    second.identified_by = first.identified_by
    stray = draws.draft("C4 two rules point apart", buyer=first.buyer, answers=(SILENT,))
    stray.identified_by = first.identified_by
    stray.own_number = second.own_number
    first_call, second_call = first.call(), second.call()
    sent_on = stray.result_sent_on()
    stray.launched_on = sent_on
    stray.called = False
    result = replace(_weak(stray.result(on=sent_on), number=True), previous=(f"{first_call.notice_id}-01",))
    expected = _keyed(stray.expected(result_sent_on=sent_on), f"notice:{result.notice_id}")
    expected = replace(expected, findings=tuple(sorted({*expected.findings, "CMP-001", "EF-012"})))
    return Dossier(expected=(first.expected(), second.expected(), expected), notices=(first_call, second_call, result))


def identifier_before_reference(draws: Draws) -> Dossier:
    """A result with a BT-04 of its own names a notice of another procedure: BT-04 decides, with a finding."""
    first = draws.draft("C4 named by another procedure", awarded=False)
    second = draws.draft("C4 reference contradicts the identifier", buyer=first.buyer)
    call = first.call()
    result = replace(second.result(), previous=(f"{call.notice_id}-01",))
    second.findings.add("CMP-001")
    return Dossier(expected=(first.expected(), second.expected()), notices=(call, second.call(), result))


def _weak(notice: NoticeStatement, *, number: bool) -> NoticeStatement:
    """Without BT-04, and with or without the buyer's own number."""
    return replace(
        notice,
        procedure_id=None,
        own_number=notice.own_number if number else None,
    )


def _weak_dossier(draft: Draft, call: NoticeStatement, result: NoticeStatement, *, key: str) -> Dossier:
    draft.findings.add("EF-012")
    return dossier_of(draft, call, result, expected=_keyed(draft.expected(), key))


def _keyed(expected: ExpectedProcedure, key: str) -> ExpectedProcedure:
    return replace(expected, key=key)


def _own_key(draft: Draft) -> str:
    scheme = draft.identified_by
    buyer = draft.buyer.oin if scheme == "oin" else draft.buyer.kvk
    return f"own:{scheme}={buyer}:{draft.own_number}"
