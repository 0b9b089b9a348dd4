"""The registry as an app: who is who, who may, and the tokens that say so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from sqlalchemy.orm import sessionmaker
from starlette.concurrency import run_in_threadpool

from services.registry.operations.client_proof import OAuthLimits
from services.registry.operations.keys import Signer, ensure_signing_key
from services.registry.operations.lists import load_built_in_lists
from services.registry.operations.parties import load_built_in_parties
from services.registry.routes import (
    buyers,
    catalog,
    clients,
    erasures,
    governance,
    lists,
    mandates,
    me,
    oauth,
    parties,
    signatures,
    signing_keys,
    successions,
    taking_part,
    terms,
)
from services.registry.routes.access import today
from services.registry.settings import Settings
from services.registry.store import keys
from shared import app as shared_app
from shared import logs
from shared.audit_route import audit_router
from shared.database import PartySession
from shared.request_limit import RequestLimit
from shared.signing_keys import PublicKey, PublishedKeys

VERSION = "0.1.0"
SECONDS_PER_MINUTE = 60
SECONDS_PER_HOUR = 3600
DESCRIPTION = (
    "Parties of the Public Procurement Data Space, the clients that act for them, and the access tokens with which they"
    " do so. The language is English, as in eForms, ePO and OCDS."
)


def build_app(settings: Settings) -> FastAPI:
    """Make the app; at its start it sees to the parties and the signing key that every register needs."""
    return shared_app.build(
        service="registry",
        title="PPDS registry",
        description=DESCRIPTION,
        version=VERSION,
        settings=settings,
        routers=(
            parties.router,
            successions.router,
            clients.router,
            signing_keys.router,
            lists.router,
            buyers.router,
            erasures.router,
            mandates.router,
            taking_part.router,
            terms.router,
            governance.router,
            signatures.router,
            me.router,
            catalog.router,
            audit_router(("registry",)),
        ),
        root_routers=(oauth.router,),
        lifespan=_lifespan,
        public_cors=(
            "/parties",
            "/successions",
            "/signatures",
            "/due-dates",
            "/reference-lists",
            "/catalog",
            "/terms",
            "/datasets",
            "/instruments",
            "/tier-profiles",
            "/oauth/jwks",
            "/.well-known",
        ),
    )


def create() -> FastAPI:
    """For `uvicorn --factory`: settings come from the environment."""
    settings = Settings()
    logs.configure(service="registry", level=settings.log_level)
    return build_app(settings)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    sessions: sessionmaker[PartySession] = app.state.sessions
    await run_in_threadpool(_see_to_beginnings, sessions)
    app.state.signer = Signer()
    app.state.sandbox_limit = RequestLimit(settings.sandbox_clients_per_address, seconds=SECONDS_PER_HOUR)
    app.state.oauth_limits = OAuthLimits(
        RequestLimit(settings.tokens_per_minute, seconds=SECONDS_PER_MINUTE),
        RequestLimit(settings.failed_sign_ins_per_minute, seconds=SECONDS_PER_MINUTE),
    )
    # The registry reads its own keys from its own table: it cannot ask itself over HTTP before it answers.
    own_keys = PublishedKeys(partial(_published_keys, sessions))
    app.state.verifier = shared_app.verifier_for(
        "registry", settings, keys=own_keys, engine=app.state.engine, http=app.state.outbound
    )
    yield


def _see_to_beginnings(sessions: sessionmaker[PartySession]) -> None:
    with sessions.begin() as session:
        ensure_signing_key(session, actor="registry")
    with sessions.begin() as session:
        load_built_in_parties(session, on=today())
    with sessions.begin() as session:
        load_built_in_lists(session)


def _published_keys(sessions: sessionmaker[PartySession]) -> tuple[PublicKey, ...]:
    with sessions() as session:
        return keys.published_keys(session)
