"""C4: when two records are the same procurement, and when they only look like it."""

from __future__ import annotations

from dataclasses import replace

from demo.casting import Cast, Story, told
from demo.draft import Draft
from demo.ledger import ExpectedProcedure
from demo.ocds_json import OCID_PREFIX
from demo.ocds_stances import OCDS_NONE, OCDS_SILENT
from demo.papers import NoticePaper
from demo.situations.ordinary import releases_of
from demo.stances import NONE, SILENT


def both_formats(cast: Cast) -> Story:
    """The same tender by TenderNed in eForms and by the buyer's system in OCDS with BT-04 as tender.id: one."""
    draft = cast.draft("C4 same identifier in both formats", stances=(NONE,))
    draft.ocid = f"{OCID_PREFIX}{draft.own_number}"
    sent_on = draft.result_sent_on()
    call, result = draft.call(), draft.result(on=sent_on)
    draft.lots[0].stance = cast.rng.choice((OCDS_SILENT, OCDS_NONE))
    releases = tuple(
        # An identifier is the same in capitals.
        replace(paper, clock="11:00:00+01:00", procedure_id=draft.procedure_id.upper())
        for paper in (draft.call(), draft.result(on=sent_on))
    )
    draft.lots[0].stance = replace(NONE, signals=NONE.signals)
    return Story(expected=(draft.expected(),), notices=(call, result), releases=releases)


def by_ocid(cast: Cast) -> Story:
    """OCDS by a system that numbers its own way: the releases of one process belong together."""
    draft = cast.draft("C4 by OCDS process", ocds=True)
    draft.ocid = f"{OCID_PREFIX}{draft.own_number}"
    story = releases_of(draft)
    return Story(
        expected=(_keyed(story.expected[0], f"ocid:{draft.ocid}"),),
        releases=tuple(
            replace(paper, procedure_id=None, own_number=None, title=paper.title) for paper in story.releases
        ),
    )


def previous_notice(cast: Cast) -> Story:
    """No BT-04 (an old system); the result names the publication number of its call."""
    draft = cast.draft("C4 chain by publication number")
    call, result = (_weak(paper, number=False) for paper in (draft.call(), draft.result()))
    result = replace(result, previous=(str(call.publication).lstrip("0"),))
    return _weak_story(draft, call, result, key=f"notice:{call.notice_id}")


def previous_notice_by_id(cast: Cast) -> Story:
    """A chain of three: a plan, a call that names it and a result that names the call, by id and version."""
    draft = cast.draft("C4 chain by notice id")
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
    story = _weak_story(draft, call, result, key=f"notice:{plan.notice_id}")
    return replace(story, notices=(plan, *story.notices))


def weak_result_of_a_strong_call(cast: Cast) -> Story:
    """The call has BT-04 and the result only names the call."""
    draft = cast.draft("C4 result finds its call")
    call = draft.call()
    result = replace(_weak(draft.result(), number=False), previous=(f"{call.notice_id}-01",))
    draft.findings.add("EF-012")
    return told(draft, call, result)


def own_number(cast: Cast) -> Story:
    """No BT-04 and no reference, but the same buyer and the same own number (BT-22)."""
    draft = cast.draft("C4 own number of the buyer")
    call, result = (_weak(paper, number=True) for paper in (draft.call(), draft.result()))
    return _weak_story(draft, call, result, key=_own_key(draft))


def own_number_of_a_strong_call(cast: Cast) -> Story:
    """The call has BT-04, the result only the buyer's own number."""
    draft = cast.draft("C4 own number finds its call")
    draft.findings.add("EF-012")
    return told(draft, draft.call(), _weak(draft.result(), number=True))


def strong_result_of_a_weak_call(cast: Cast) -> Story:
    """An old call without BT-04; its result has one and names the call: the chain joins them both ways."""
    draft = cast.draft("C4 result with an identifier names a call without")
    call = _weak(draft.call(), number=False)
    result = replace(draft.result(), own_number=None, previous=(f"{call.notice_id}-01",))
    draft.findings.add("EF-012")
    return told(draft, call, result)


def same_number_other_buyer(cast: Cast) -> Story:
    """Two buyers use the same own number: two procurements."""
    first = cast.draft("C4 same number, other buyer")
    second = cast.draft("C4 same number, other buyer", buyer=cast.body(apart_from=(first.buyer,)))
    second.own_number = first.own_number
    stories = [
        _weak_story(
            draft, *(_weak(paper, number=True) for paper in (draft.call(), draft.result())), key=_own_key(draft)
        )
        for draft in (first, second)
    ]
    return Story(
        expected=tuple(each for story in stories for each in story.expected),
        notices=tuple(each for story in stories for each in story.notices),
    )


def two_rules_apart(cast: Cast) -> Story:
    """A result names a notice of one procedure and carries the own number of another: nothing is merged."""
    first = cast.draft("C4 named by two rules apart", awarded=False)
    second = cast.draft("C4 named by two rules apart", buyer=first.buyer, awarded=False)
    second.identified_by = first.identified_by
    stray = cast.draft("C4 two rules point apart", buyer=first.buyer, stances=(SILENT,))
    stray.identified_by = first.identified_by
    stray.own_number = second.own_number
    first_call, second_call = first.call(), second.call()
    sent_on = stray.result_sent_on()
    stray.launched_on = sent_on
    result = replace(_weak(stray.result(on=sent_on), number=True), previous=(f"{first_call.notice_id}-01",))
    expected = _keyed(stray.expected(result_sent_on=sent_on), f"notice:{result.notice_id}")
    expected = replace(expected, findings=tuple(sorted({*expected.findings, "CMP-001", "EF-012"})))
    return Story(expected=(first.expected(), second.expected(), expected), notices=(first_call, second_call, result))


def identifier_before_reference(cast: Cast) -> Story:
    """A result with a BT-04 of its own names a notice of another procedure: BT-04 decides, with a finding."""
    first = cast.draft("C4 named by another procedure", awarded=False)
    second = cast.draft("C4 reference contradicts the identifier", buyer=first.buyer)
    call = first.call()
    result = replace(second.result(), previous=(f"{call.notice_id}-01",))
    second.findings.add("CMP-001")
    return Story(expected=(first.expected(), second.expected()), notices=(call, second.call(), result))


def _weak(paper: NoticePaper, *, number: bool) -> NoticePaper:
    """Without BT-04, and with or without the buyer's own number."""
    return replace(
        paper,
        procedure_id=None,
        own_number=paper.own_number if number else None,
    )


def _weak_story(draft: Draft, call: NoticePaper, result: NoticePaper, *, key: str) -> Story:
    draft.findings.add("EF-012")
    return told(draft, call, result, expected=_keyed(draft.expected(), key))


def _keyed(expected: ExpectedProcedure, key: str) -> ExpectedProcedure:
    return replace(expected, key=key)


def _own_key(draft: Draft) -> str:
    scheme = draft.identified_by
    buyer = draft.buyer.oin if scheme == "oin" else draft.buyer.kvk
    return f"own:{scheme}={buyer}:{draft.own_number}"
