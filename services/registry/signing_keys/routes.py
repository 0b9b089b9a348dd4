"""The keys that sign access tokens: which there are, and changing to a new one."""

from fastapi import APIRouter

from services.registry.access import ClientAdministrator, ClientReader
from services.registry.signing_keys import store
from services.registry.signing_keys.operations import rotate_signing_key
from services.registry.signing_keys.schemas import SigningKeyOut, SigningKeysOut
from shared.database import Transaction

router = APIRouter(tags=["signing keys"])


@router.get("/signing-keys", summary="Keys that sign access tokens")
def list_signing_keys(_caller: ClientReader, session: Transaction) -> SigningKeysOut:
    """The keys that are published, without their private parts, and from when until when each signs."""
    return SigningKeysOut(items=[SigningKeyOut.model_validate(key) for key in store.key_records(session)])


@router.post("/signing-keys/_rotate", summary="Change to a new signing key")
def rotate(caller: ClientAdministrator, session: Transaction) -> SigningKeyOut:
    """Publish a new key, which signs when every verifier can know it; tokens signed with the old one stay valid."""
    return SigningKeyOut.model_validate(rotate_signing_key(session, actor=caller.actor))
