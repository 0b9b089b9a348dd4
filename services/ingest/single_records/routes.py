"""/v1/registrations/{senderKey} and its like: one record at a time, an address for every data contract."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Path, Request, Response, Security
from sqlalchemy.orm import sessionmaker

from services.ingest.access import Reader, sending_party, supplies_alone
from services.ingest.data_contracts.model import LONGEST_KEY, OwnRecordModel
from services.ingest.data_contracts.table import DATA_CONTRACTS
from services.ingest.environment import Environment, environment_of
from services.ingest.mandates.operations import admission
from services.ingest.mandates.operations.reading_rights import Buyer, body_numbered, body_to_read
from services.ingest.mandates.operations.sending_rights import KnownRights, SendingRights, day_of
from services.ingest.procedures.operations import RegisterMoved
from services.ingest.processing.preparation import SentBy
from services.ingest.register.operations import RegisterAtHand
from services.ingest.single_records import store
from services.ingest.single_records.operations import Asked, Put, document_of, judged, put
from services.ingest.single_records.schemas import PutOut, SingleRecordOut
from shared.database import PartySession
from shared.errors import BadInput, NotFound, Unavailable
from shared.http.preconditions import IfMatch, etag
from shared.http.problems.findings import FindingOut
from shared.identity.access import Caller, needs
from shared.procurement.finding import Rule, Severity, Text
from shared.procurement.own_record import RecordKind

router = APIRouter()

_TRIES: Final = 3
_VERSION: Final = {"headers": {"ETag": {"description": "Its version.", "schema": {"type": "string"}}}}

NO_OBJECT: Final = Rule(
    "no-record",
    Severity.ERROR,
    "Het bericht is geen JSON-object.",
    "The body is no JSON object.",
    Text("Stuur het record zelf, als een object.", "Send the record itself, as an object."),
)
SenderKey = Annotated[str, Path(max_length=LONGEST_KEY, description="The body's own key of the record.")]


async def _raw(request: Request) -> bytes:
    return await request.body()


Raw = Annotated[bytes, Depends(_raw)]


def _put_for(contract: type[OwnRecordModel]) -> Callable[..., PutOut]:
    of_suppliers = contract.kind is RecordKind.PERFORMANCE_REPORT
    right = Security(needs("ingest:write", instead="ingest:supplier" if of_suppliers else None))

    def put_record(
        request: Request,
        response: Response,
        sender_key: SenderKey,
        body: Raw,
        *,
        caller: Caller = right,
        buyer: Buyer = None,
        if_match: IfMatch = None,
    ) -> PutOut:
        """Make a record, or a new version of it. Left out, `senderVersion` becomes the next number.

        A change names in If-Match the version that it starts from. To withdraw a record, put a version with `state`
        withdrawn and a `reason`. The same content again changes nothing.
        """
        document = document_of(contract, _stated(body), key=sender_key, buyer=buyer)
        if environment_of(caller) is Environment.SANDBOX:
            kept = _rehearsed(request, caller, document)
        else:
            kept = _kept(request, caller, document, body=body, if_match=if_match)
        if kept.position is not None:
            request.app.state.notifier.reached(kept.position)
        response.status_code = 201 if kept.created else 200
        record = kept.record.record
        response.headers["ETag"] = etag(record.version)
        return PutOut(
            buyer=kept.record.body,
            sender_key=record.key,
            sender_version=record.version,
            state=record.state,
            stored=kept.submission is not None,
            submission=kept.submission,
            findings=[FindingOut.of(each) for each in kept.findings],
        )

    return put_record


def _get_for(kind: RecordKind) -> Callable[..., SingleRecordOut]:
    def read_record(
        request: Request, response: Response, caller: Reader, sender_key: SenderKey, *, buyer: Buyer = None
    ) -> SingleRecordOut:
        """The newest version of a record of your own body, or of one that gave you its mandate; drafts too."""
        named = None if buyer is None else body_numbered(request, buyer)
        known = buyer is None or named is not None
        body = body_to_read(request, caller, named, kind=kind) if known else None
        versions = []
        if body is not None:
            with _sessions(request)() as session:
                session.act_for(sending_party(caller))
                versions = store.versions(session, body=body, kind=kind, key=sender_key)
        if body is None or not versions:
            raise NotFound(nl=f"Er is geen record {sender_key} van u.", en=f"There is no record {sender_key} of yours.")
        response.headers["ETag"] = etag(versions[0].version)
        return SingleRecordOut.of(versions, body=body, key=sender_key, caller=sending_party(caller))

    return read_record


def _add(contract: type[OwnRecordModel]) -> None:
    """The addresses of one data contract."""
    collection = contract.collection()
    path, title = f"/{collection}/{{sender_key:path}}", contract.title_en
    schema = {"type": "object", "description": f"As {contract.format_name()} has it, without `format`."}
    router.add_api_route(
        path,
        _put_for(contract),
        methods=["PUT"],
        tags=[collection],
        summary=f"{title}: put one",
        operation_id=f"put_{collection}".replace("-", "_"),
        response_model=PutOut,
        openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}},
        responses={
            200: {"description": "A new version; in the sandbox judged and not stored.", **_VERSION},
            201: {"description": "Made.", "model": PutOut, **_VERSION},
        },
    )
    router.add_api_route(
        path,
        _get_for(contract.kind),
        methods=["GET"],
        tags=[collection],
        summary=f"{title}: read one",
        operation_id=f"read_{collection}".replace("-", "_"),
        response_model=SingleRecordOut,
        responses={200: {"description": "The newest version.", **_VERSION}},
    )


for _contract in DATA_CONTRACTS:
    _add(_contract)


def _stated(body: bytes) -> dict[str, Any]:
    stated = None
    with suppress(orjson.JSONDecodeError):
        stated = orjson.loads(body)
    if not isinstance(stated, dict):
        raise BadInput(errors=(NO_OBJECT.at(""),))
    return stated


def _sessions(request: Request) -> sessionmaker[PartySession]:
    sessions: sessionmaker[PartySession] = request.app.state.sessions
    return sessions


def _rehearsed(request: Request, caller: Caller, document: dict[str, Any]) -> Put:
    sent_by = SentBy(sending_party(caller), any_buyer=False, sandbox=True, supplier=supplies_alone(caller))
    register: RegisterAtHand = request.app.state.register
    with request.app.state.environments[Environment.SANDBOX]() as session:
        now = register.now(session)
    prepared = judged(document, sent_by=sent_by, register=now, limits=request.app.state.settings.limits)
    if prepared.own is None:
        raise RuntimeError("A record that was judged is one of a body's own.")
    return Put(prepared.own, [each.row for each in prepared.findings])


def _kept(request: Request, caller: Caller, document: dict[str, Any], *, body: bytes, if_match: str | None) -> Put:
    state, sender = request.app.state, sending_party(caller)
    with _sessions(request)() as session:
        admission.demand_admission(session, sender)
    supplier = supplies_alone(caller)
    known = KnownRights() if supplier else _rights(request, sender)
    now = datetime.now(UTC)
    sent_by = SentBy(
        sender,
        any_buyer=False,
        sandbox=False,
        mandates=known.by_kind(on=day_of(now)),
        mandates_known_at=known.known_at,
        mandates_outdated=known.outdated,
        received_on=now.date(),
        supplier=supplier,
    )
    asked = Asked(document, body, sent_by, caller.client_id, if_match)
    for number in range(_TRIES):
        with state.batch_sessions() as session:
            session.act_for(sender)
            try:
                register = state.register.now(session, anew=number > 0)
                kept = put(session, asked, register=register, settings=state.settings, metrics=state.batch_metrics)
            except RegisterMoved:
                session.rollback()
                continue
            session.commit()
            return kept
    raise Unavailable(
        nl="Het register wordt juist bijgewerkt. Probeer het zo weer.",
        en="The register is being brought up to date. Try again in a moment.",
    )


def _rights(request: Request, party: str) -> KnownRights:
    rights: SendingRights = request.app.state.sending_rights
    return rights.of(party)
