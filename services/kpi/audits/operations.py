"""What an auditor does with a publication: draws samples of what stands behind it, notes findings, signs off."""

from dataclasses import replace

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from services.kpi.audits import store
from services.kpi.audits.rules.sampling import sample_of
from services.kpi.audits.tables import AuditNote, AuditSample
from services.kpi.evidence.operations import evidence_of
from services.kpi.evidence.rules.judged import Certainty
from services.kpi.values.operations.published import as_published
from services.kpi.values.rules.figures import Reason
from services.kpi.values.rules.question import Asked
from services.kpi.values.store.known import Known
from services.kpi.values.store.published import publication_named
from shared.errors import Conflict, NotFound
from shared.identity.access import Caller
from shared.log.audit import Detail, record_act

_PAGE = 10_000


def rows_behind(
    connection: Connection, code: str, asked: Asked, *, caller: Caller, known: Known, time_out_ms: int
) -> list[tuple[str, ...]]:
    """Day and key of every row that counts, or may count, in a figure of a publication.

    Raises:
        NotFound, BadInput: as for the figure itself.
        Conflict: its card cannot be computed.
    """
    asked = replace(as_published(connection, asked, caller=caller), limit=_PAGE)
    found: list[tuple[str, ...]] = []
    while True:
        page = evidence_of(
            connection,
            code,
            asked,
            certainty=None,
            verdict=None,
            caller=caller,
            known=known,
            time_out_ms=time_out_ms,
        )
        if page.reason is Reason.NOT_COMPUTABLE:
            raise Conflict(nl=f"{code} is niet uit te rekenen.", en=f"{code} cannot be computed.")
        if page.reason is not None:
            raise Conflict(
                nl=f"Dit cijfer van {code} is in de publicatie niet te zien ({page.reason}); neem een ander.",
                en=f"This figure of {code} is not shown in the publication ({page.reason}); take another.",
            )
        found += [row.place for row in page.rows if row.judged.certainty is not Certainty.OUT]
        if page.next is None:
            return found
        asked = replace(asked, cursor=page.next)


def keep_sample(session: Session, sample: AuditSample, rows: list[tuple[str, ...]], *, actor: str) -> AuditSample:
    """Draw and keep a sample."""
    drawn = sample_of(rows, seed=sample.seed, size=sample.size)
    sample.drawn_from = len(rows)
    sample.rows = [{"placedOn": row[0], "key": list(row[1:])} for row in drawn]
    sample.drawn_by = actor
    kept = store.add(session, sample)
    detail: dict[str, Detail] = {"sample": kept.id, "seed": kept.seed, "size": len(drawn), "from": len(rows)}
    record_act(session, "kpi", actor=actor, act="audit.sample", subject=kept.publication, detail=detail)
    return kept


def keep_note(session: Session, note: AuditNote, *, actor: str) -> AuditNote:
    """Note a finding, or that a publication is signed off; raises NotFound for what it names and is not there."""
    demand_published(session, note.publication)
    if note.sample is not None and store.sample(session, note.publication, note.sample) is None:
        raise NotFound(
            nl=f"{note.publication} heeft geen steekproef {note.sample}.",
            en=f"{note.publication} has no sample {note.sample}.",
        )
    note.noted_by = actor
    kept = store.add(session, note)
    detail: dict[str, Detail] = {"note": kept.id}
    record_act(session, "kpi", actor=actor, act=f"audit.{kept.kind}", subject=kept.publication, detail=detail)
    return kept


def demand_published(session: Session, name: str) -> None:
    """Raises NotFound for a publication that is not public."""
    if publication_named(session.connection(), name) is None:
        raise NotFound(
            nl=f"Er is geen publicatie {name[:40]!r}; GET /v1/publications noemt ze.",
            en=f"There is no publication {name[:40]!r}; GET /v1/publications lists them.",
        )
