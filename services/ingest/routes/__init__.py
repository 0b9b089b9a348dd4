"""Addresses of ingest under /v1. Each right is one name here; it stands in the signature of whoever needs it."""

from typing import Annotated

from fastapi import Security

from shared.auth import Caller, needs

Sender = Annotated[Caller, Security(needs("ingest:write"))]
"""May send; for whom follows from the token's party, and from ingest:any-buyer."""

Reader = Annotated[Caller, Security(needs("ingest:read"))]
"""May read back its own submissions, and all procedures."""

RegisterReader = Annotated[Caller, Security(needs("registry:read"))]
"""May read what the register needs of the notices: the registry itself, and administrators."""

AnyClient = Annotated[Caller, Security(needs())]
"""Any valid token."""
