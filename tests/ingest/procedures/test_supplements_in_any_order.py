"""Versions, corrections and withdrawals of supplements, arriving in any order, end as they would in order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.ingest.own_records.rules.versions import unit_id
from services.ingest.procedures.rules.closure import Closure, KnownNotice, NewNotice
from services.ingest.procedures.rules.compile import compile_procedure
from services.ingest.procedures.rules.identity import identity_of, procedure_uuid
from services.ingest.procedures.rules.kept import KeptNotice, keep
from services.ingest.procedures.rules.standing import Sent, Standing
from services.ingest.procedures.store.rows import content_hash
from services.ingest.register.rules import Party, Register
from services.ingest.supplements.rules.statement import statement_of
from shared.procurement.notice import Buyer, Lot, Notice, Organisation, Stage
from shared.procurement.own_record import OwnRecord, RecordKind, RecordState, Release

OURS, THEIRS = "party:ours", "party:theirs"
PARTIES = {body: Party(body, "municipality", "municipality") for body in (OURS, THEIRS)}
REGISTER = Register(by_identifier={("kvk", body): party for body, party in PARTIES.items()}, parties=PARTIES)
PROCEDURES = ("a", "b")


def organisation(body: str) -> Organisation:
    return Organisation("buyer", None, (("kvk", body),))


def a_notice(procedure: str, *, own: bool) -> NewNotice:
    notice = Notice(
        source="ocds",
        notice_id=f"call-{procedure}-{own}",
        version="1",
        stage=Stage.CALL,
        dispatched_at=datetime(2025, 3, 1, tzinfo=UTC),
        dispatched_on=datetime(2025, 3, 1, tzinfo=UTC).date(),
        procedure_id=procedure,
        buyers=(Buyer(organisation(OURS), lead=True), Buyer(organisation(THEIRS))),
        lots=(Lot("LOT-0001", "/lots/0"), Lot("LOT-0002", "/lots/1")),
    )
    sent = Sent(Standing.OWN, OURS, OURS) if own else Sent(Standing.HARVESTED, None, "party:oogst")
    kept, content = keep(notice, sent=sent)
    return NewNotice(kept, content, identity_of(notice), 1, (OURS, THEIRS))


def a_supplement(body: str, key: str, version: int, procedure: str, said: str, state: RecordState) -> NewNotice:
    content: dict[str, Any] = {
        "senderKey": key,
        "senderVersion": version,
        "procurement": {"procedureId": procedure},
        "lots": [{"themes": {"climate": said}}, {"lotId": "LOT-0002", "themes": {"circular": said}}],
    }
    record = OwnRecord(RecordKind.SUPPLEMENT, organisation(body), key, version, state, Release.NOW, content)
    statement = statement_of(record, unit=unit_id("supplement", body, key))
    kept, encoded = keep(statement, sent=Sent(Standing.SUPPLEMENT, body, body))
    return NewNotice(kept, encoded, identity_of(statement), 1, (body,))


supplements = st.builds(
    a_supplement,
    st.sampled_from((OURS, OURS, THEIRS)),
    st.sampled_from(("INK-1", "INK-2")),
    st.integers(1, 3),
    st.sampled_from((*PROCEDURES, "nowhere")),
    st.sampled_from(("yes", "no")),
    st.sampled_from((RecordState.FINAL, RecordState.FINAL, RecordState.WITHDRAWN)),
)
notices = st.builds(lambda procedure, own: a_notice(procedure, own=own), st.sampled_from(PROCEDURES), st.booleans())
arrivals = st.lists(st.one_of(supplements, notices), min_size=1, max_size=7, unique_by=lambda new: new.kept.id)


@dataclass
class Kept:
    """What would stand in the tables: each statement with its procedure, and each procedure with its hash."""

    notices: dict[UUID, tuple[KnownNotice, KeptNotice]]
    procedures: dict[UUID, str]

    def take(self, batch: Sequence[NewNotice]) -> None:
        """One batch, as `compile_batch` does: only what it touches is compiled anew."""
        known = {ident: each for ident, (each, _) in sorted(self.notices.items())}
        closure = Closure({each.kept.id: each for each in batch}, known, successors={})
        kept = {ident: each for ident, (_, each) in self.notices.items()} | {each.kept.id: each.kept for each in batch}
        claims = closure.claims | {ident: new.claim for ident, new in closure.fresh.items()}
        revised = [
            ident
            for ident, each in known.items()
            if (closure.procedure_of(ident), claims[ident]) != (each.procedure, each.claim)
        ]
        members_of = closure.touched(revised)
        for key, members in members_of.items():
            speaking = [kept[member] for member in members if closure.after[member].speaks]
            compiled = compile_procedure(key, speaking, register=REGISTER)
            self.procedures.pop(procedure_uuid(key), None)
            if compiled is not None:
                self.procedures[procedure_uuid(key)] = content_hash(compiled)
        for gone in closure.left - {procedure_uuid(key) for key in members_of}:
            self.procedures.pop(gone, None)
        self.notices = {
            ident: (KnownNotice(ident, claims[ident], closure.procedure_of(ident)), each)
            for ident, each in kept.items()
        }


def ended(batches: Sequence[Sequence[NewNotice]]) -> tuple[dict[UUID, UUID], dict[UUID, str]]:
    standing = Kept({}, {})
    for batch in batches:
        standing.take(batch)
    return {ident: known.procedure for ident, (known, _) in standing.notices.items()}, standing.procedures


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(arrivals, st.randoms(use_true_random=False))
def test_one_by_one_in_any_order_ends_as_all_at_once(came: list[NewNotice], draw: Any) -> None:  # noqa: ANN401
    shuffled = list(came)
    draw.shuffle(shuffled)
    at_once = ended([came])
    assert ended([[each] for each in came]) == at_once
    assert ended([[each] for each in shuffled]) == at_once
    half = len(shuffled) // 2
    assert ended([shuffled[:half], shuffled[half:]]) == at_once


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(arrivals)
def test_no_supplement_moves_a_notice_and_none_of_another_body_changes_what_a_procedure_says(
    came: list[NewNotice],
) -> None:
    places, _ = ended([came])
    alone, _ = ended([[each for each in came if each.kept.notice.supplement is None]])
    assert {ident: places[ident] for ident in alone} == alone
    ours = [each for each in came if each.kept.sent.acting_for != THEIRS]
    assert themes(came) == themes(ours)


def themes(came: Sequence[NewNotice]) -> dict[str, Any]:
    """What each procedure says of the themes of its lots, findings apart."""
    closure = Closure({each.kept.id: each for each in came}, {}, successors={})
    members: dict[str, list[KeptNotice]] = {}
    for each in came:
        if closure.after[each.kept.id].speaks:
            members.setdefault(closure.after[each.kept.id].procedure, []).append(each.kept)
    compiled = {key: compile_procedure(key, kept, register=REGISTER) for key, kept in members.items()}
    return {
        key: [replace(lot, evidence=()) for lot in procedure.lots] for key, procedure in compiled.items() if procedure
    }


def test_of_versions_in_any_order_the_highest_speaks_and_a_withdrawn_one_says_nothing() -> None:
    call = a_notice("a", own=True)
    versions = [
        a_supplement(OURS, "INK-1", number, "a", said, state)
        for number, said, state in (
            (1, "yes", RecordState.FINAL),
            (2, "no", RecordState.FINAL),
            (3, "no", RecordState.WITHDRAWN),
        )
    ]
    for upto, expected in ((1, "yes"), (2, "no"), (3, "silent")):
        for order in (versions[:upto], versions[:upto][::-1]):
            [(lot, *_)] = themes([call, *order]).values()
            assert lot.themes["climate"].value == expected
