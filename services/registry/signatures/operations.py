"""Acts on signatures: recording who signed the Manifesto, and withdrawing a signature.

None of them goes into the change log: no figure counts signatures yet.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from services.registry import locks
from services.registry.signatures import store
from services.registry.signatures.rules import Signing, faults_of_signing, faults_of_withdrawal, signed_already
from services.registry.signatures.store import SignatureRecord
from shared.errors import BadInput, Conflict, NotFound
from shared.http.preconditions import demand_match
from shared.log.audit import record_act
from shared.procurement.finding import Finding


def record_signatures(session: Session, signing: Signing, *, actor: str, on: date) -> Sequence[SignatureRecord]:
    """Record that these parties signed, all of them or none: each has a signature of its own.

    Raises BadInput with every fault, Conflict with every party whose signature stands on that day or later.
    """
    # Nobody ends a party or records the same meanwhile: first all is compared, then it is written.
    locks.take(session, locks.PARTIES)
    known = store.signers(session, [*signing.parties, *([signing.through] if signing.through else [])])
    if faults := faults_of_signing(signing, known, on=on):
        raise _cannot(faults)
    if faults := signed_already(signing.parties, store.standing_signatures(session, signing)):
        raise Conflict(
            nl="Deze partijen hebben dit document al ondertekend; zie errors.",
            en="These parties have a signature under this document already; see errors.",
            errors=tuple(faults),
        )
    numbers = store.insert_signatures(
        session,
        signing,
        [known[uri].id for uri in signing.parties],
        through_id=known[signing.through].id if signing.through else None,
        actor=actor,
    )
    record_act(
        session,
        "registry",
        actor=actor,
        act="signature.record",
        subject=signing.document,
        detail={
            "signedOn": signing.signed_on.isoformat(),
            "parties": list(signing.parties),
            "signatures": numbers,
            "through": signing.through,
            "source": signing.source,
        },
    )
    return store.recorded(session, numbers)


def withdraw_signature(
    session: Session, number: int, *, withdrawn_on: date, reason: str, if_match: str | None, actor: str, on: date
) -> SignatureRecord:
    """Let a signature stand no longer from a day on; from the day of signing itself, it was recorded by mistake.

    Raises NotFound, PreconditionRequired, PreconditionFailed, Conflict when it was withdrawn before, BadInput for a day
    on which it did not stand or that is still to come.
    """
    store.lock_signature(session, number)
    record = signature_of(session, number)
    demand_match(if_match, record.version)
    if record.withdrawn_on is not None:
        raise Conflict(
            nl=f"Deze ondertekening is al ingetrokken, per {record.withdrawn_on}.",
            en=f"This signature was withdrawn before, from {record.withdrawn_on}.",
        )
    if faults := faults_of_withdrawal(record.standing, withdrawn_on, on=on):
        raise _cannot(faults)
    store.withdraw(session, number, withdrawn_on=withdrawn_on, actor=actor)
    record_act(
        session,
        "registry",
        actor=actor,
        act="signature.withdraw",
        subject=str(number),
        detail={"party": record.party, "withdrawnOn": withdrawn_on.isoformat(), "reason": reason},
    )
    return signature_of(session, number)


def signature_of(session: Session, number: int) -> SignatureRecord:
    """One signature by its number; raises NotFound."""
    record = store.signature(session, number)
    if record is None:
        raise NotFound(nl="Deze ondertekening bestaat niet.", en="This signature does not exist.")
    return record


def _cannot(faults: Sequence[Finding]) -> BadInput:
    return BadInput(
        nl="Dit kan zo niet worden vastgelegd; zie errors.",
        en="This cannot be recorded like this; see errors.",
        errors=tuple(faults),
    )
