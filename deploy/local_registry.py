"""What an operator does on the registry's own database, without HTTP and without a token.

Whoever can enter the database as the registry's role needs no further permission; every act is audited as local.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import text

from deploy.processes import OwnClient
from services.registry.clients.operations.clients import NewClient, register_client
from services.registry.clients.store.clients import client_record
from services.registry.party_lists.operations import ImportReport, import_parties
from services.registry.signing_keys.operations import rotate_signing_key
from services.registry.signing_keys.store import KeyRecord, key_records
from shared.database import PartySession, engine_for, sessions
from shared.dutch_day import today
from shared.identity.keys import new_private_key, public_key_set, write_private_key

LOCAL: Final = "local operator"
"""Who acted, as the audit trail says it."""


@dataclass(frozen=True, slots=True)
class LocalRegistry:
    """The registry's database, entered with the registry's role."""

    url: str

    def import_parties(self, path: Path, *, demo: bool = False, dry_run: bool = False) -> ImportReport:
        """Bring the register in line with a list in a file; raises shared.errors.BadInput when it is no such list."""
        with self._transaction() as session:
            return import_parties(
                session, path.read_bytes(), actor=LOCAL, source=path.name, on=today(), demo=demo, dry_run=dry_run
            )

    def register(self, *, label: str, scopes: Sequence[str], jwks: object, party: str | None = None) -> str:
        """Register a client and give its id; raises the errors of `shared.errors` with every fault."""
        with self._transaction() as session:
            stated = NewClient(party, label, scopes, jwks)
            return register_client(session, stated, actor=LOCAL, on=today()).id

    def rotate_signing_key(self) -> KeyRecord:
        """Change to a new signing key; raises Conflict while an earlier change is under way."""
        with self._transaction() as session:
            return rotate_signing_key(session, actor=LOCAL)

    def signing_keys(self) -> Sequence[KeyRecord]:
        """The keys that are published, without their private parts."""
        with self._transaction() as session:
            return key_records(session)

    def client_with_key(self, folder: Path, *, name: str, scopes: Sequence[str], party: str | None = None) -> OwnClient:
        """A client whose key lies in this folder: the one that is there if the registry knows it, or a new one."""
        key_file, note = folder / f"{name}.pem", folder / f"{name}.json"
        if (known := self._known(key_file, note)) is not None:
            return known
        key_file.unlink(missing_ok=True)
        pem = new_private_key()
        write_private_key(key_file, pem)
        client_id = self.register(label=name, scopes=scopes, jwks=public_key_set(pem), party=party)
        note.write_text(json.dumps({"client": client_id}) + "\n", encoding="utf-8")
        return OwnClient(client_id, key_file)

    def demo_party(self) -> str:
        """One of the fictitious bodies that were imported for the demonstration; always the same one."""
        statement = text("select party from registry.party_current where demo order by party limit 1")
        with self._transaction() as session:
            return str(session.execute(statement).scalar_one())

    def _known(self, key_file: Path, note: Path) -> OwnClient | None:
        if not (key_file.exists() and note.exists()):
            return None
        client_id = str(json.loads(note.read_text(encoding="utf-8"))["client"])
        with self._transaction() as session:
            record = client_record(session, client_id)
        return OwnClient(client_id, key_file) if record is not None and record.state == "active" else None

    @contextmanager
    def _transaction(self) -> Iterator[PartySession]:
        engine = engine_for(self.url, pool=1, application="ppds operator")
        try:
            with sessions(engine).begin() as session:
                yield session
        finally:
            engine.dispose()
