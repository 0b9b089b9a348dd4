"""Drawing up a pack: everything read in one snapshot, written into files, and kept as a draft with its checksums."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from services.kpi.cells.store.change_log import Moment
from services.kpi.packs import store
from services.kpi.packs.operations.gathering import evaluation, icbr, yearly_status
from services.kpi.packs.operations.sections import Desk
from services.kpi.packs.rules.document import Document, PackKind
from services.kpi.packs.rules.web_page import web_page
from services.kpi.packs.rules.workbook import workbook
from services.kpi.packs.store import Pack, PackFile
from services.kpi.scorecards.store import names_of
from services.kpi.values.operations.answering import Limits
from services.kpi.values.rules.months import Period
from services.kpi.values.store.known import Known
from shared.database import snapshot
from shared.errors import BadInput, Conflict
from shared.identity.access import Caller
from shared.identity.organisations import unknown_organisations
from shared.log.audit import Detail, record_act
from shared.procurement.finding import Text

LANGUAGES: Final = ("nl", "en")
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TITLES: Final = {
    "status": Text("Stand van zaken", "Yearly status"),
    "icbr": Text("Jaarresultaten voor de ICBR", "Yearly results for the ICBR"),
    "evaluation": Text("Evaluatieset", "Evaluation set"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which pack is to be drawn up."""

    kind: PackKind
    year: int
    period: Period
    organisation: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A pack that was drawn up and is to be kept."""

    name: str
    number: int
    moment: Moment
    files: list[PackFile]


def draw(engine: Engine, wanted: Wanted, *, caller: Caller, known: Known, limits: Limits) -> Drawn:
    """Everything of a pack, read in one snapshot; raises BadInput for a body that is not in the register."""
    with snapshot(engine) as connection:
        named = [] if wanted.organisation is None else [wanted.organisation]
        if faults := unknown_organisations(connection, named, parameter="organisation"):
            raise BadInput(errors=faults)
        desk = Desk(connection, known, limits, caller)
        moment = known.states(connection).moment
        match wanted:
            case Wanted(kind="status", organisation=str(organisation)):
                gathered = yearly_status(desk, organisation, wanted.period)
            case Wanted(kind="icbr"):
                gathered = icbr(desk, wanted.period)
            case _:
                gathered = evaluation(desk, wanted.period)
        number = store.next_number(connection, wanted.kind, wanted.year)
        called = names_of(connection, named)
    name = f"{wanted.kind}-{wanted.year}-{number}"
    about = _about(wanted, name, moment)
    title = _title(wanted, called.get(wanted.organisation or "", ""))
    document = Document(name, title, about, gathered.sections, gathered.data)
    return Drawn(name, number, moment, _files(document, moment))


def keep(session: Session, wanted: Wanted, drawn: Drawn, *, actor: str) -> Pack:
    """Keep a draft, to be approved by somebody else; raises Conflict should another have been quicker."""
    store.lock(session)
    if store.named(session, drawn.name) is not None:
        raise Conflict(
            nl=f"{drawn.name} is er intussen al; maak opnieuw op.", en=f"{drawn.name} exists by now; draw up again."
        )
    checksum = drawn.files[-1].sha256
    store.add(
        session,
        drawn.files,
        name=drawn.name,
        kind=wanted.kind,
        year=wanted.year,
        number=drawn.number,
        organisation=wanted.organisation,
        first_month=wanted.period.first.first_day,
        last_month=wanted.period.last.first_day,
        position=drawn.moment.position,
        data_moment=drawn.moment.recorded_at,
        checksum=checksum,
        reason=wanted.reason,
        drawn_up_by=actor,
    )
    detail: dict[str, Detail] = {"position": drawn.moment.position, "checksum": checksum}
    record_act(session, "kpi", actor=actor, act="pack.draw-up", subject=drawn.name, detail=detail)
    kept = store.named(session, drawn.name)
    assert kept is not None  # noqa: S101 - kept in this transaction
    return kept


def _about(wanted: Wanted, name: str, moment: Moment) -> dict[str, str]:
    recorded = "-" if moment.recorded_at is None else moment.recorded_at.astimezone(UTC).isoformat(timespec="seconds")
    stated = {
        "pack": name,
        "period": f"{wanted.period.first} - {wanted.period.last}",
        "position": str(moment.position),
        "data moment": recorded,
        "reason": wanted.reason,
    }
    if wanted.organisation is not None:
        stated["organisation"] = wanted.organisation
    return stated


def _title(wanted: Wanted, called: str) -> Text:
    title, period = _TITLES[wanted.kind], f"{wanted.period.first} - {wanted.period.last}"
    behind = f" {called}" if called else ""
    return Text(f"{title.nl}{behind}, {period}", f"{title.en}{behind}, {period}")


def _files(document: Document, moment: Moment) -> list[PackFile]:
    """The document in both languages, the data, and a manifest with the checksums of all of them."""
    made_at = moment.recorded_at or datetime(2026, 1, 1, tzinfo=UTC)
    files = [PackFile("data.json", "application/json", document.as_json())]
    for language in LANGUAGES:
        page = web_page(document, language)
        files.append(PackFile(f"document-{language}.html", "text/html; charset=utf-8", page))
        sheets = workbook(document, language, made_at=made_at)
        files.append(PackFile(f"document-{language}.xlsx", WORKBOOK, sheets))
    listed = [{"name": each.name, "sha256": each.sha256, "bytes": len(each.content)} for each in files]
    manifest = {"name": document.name, "about": dict(document.about), "files": listed}
    content = json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"
    return [*files, PackFile("manifest.json", "application/json", content)]
