"""The keys that sign access tokens: which there are, and changing to a new one."""

from fastapi import APIRouter

from services.registry.operations.keys import rotate_signing_key
from services.registry.routes.access import ClientAdministrator, ClientReader
from services.registry.schemas.signing_keys import SigningKeyOut, SigningKeysOut
from services.registry.store import keys
from shared.database import Transaction

router = APIRouter(tags=["signing keys"])


@router.get("/signing-keys", summary="Keys that sign access tokens")
def list_signing_keys(_caller: ClientReader, session: Transaction) -> SigningKeysOut:
    """The keys that are published, without their private parts, and from when until when each signs."""
    return SigningKeysOut(items=[SigningKeyOut.of(key) for key in keys.key_records(session)])


@router.post("/signing-keys/_rotate", summary="Change to a new signing key")
def rotate(caller: ClientAdministrator, session: Transaction) -> SigningKeyOut:
    """Publish a new key, which signs when every verifier can know it; tokens signed with the old one stay valid."""
    return SigningKeyOut.of(rotate_signing_key(session, actor=caller.actor))
