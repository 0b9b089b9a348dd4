"""The registry as an app: who is who, who may, and the tokens that say so."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from sqlalchemy.orm import sessionmaker
from starlette.concurrency import run_in_threadpool

from services.registry.buyers import routes as buyers_routes
from services.registry.catalogue import routes as catalogue_routes
from services.registry.clients import routes as clients_routes
from services.registry.erasures import routes as erasures_routes
from services.registry.governance import routes as governance_routes
from services.registry.lists import routes as lists_routes
from services.registry.lists.operations import load_built_in_lists
from services.registry.mandates import routes as mandates_routes
from services.registry.me import routes as me_routes
from services.registry.open_work import routes as open_work_routes
from services.registry.participations import routes as participations_routes
from services.registry.parties import routes as parties_routes
from services.registry.party_lists import routes as party_lists_routes
from services.registry.party_lists.operations import load_built_in_parties
from services.registry.search import routes as search_routes
from services.registry.settings import Settings
from services.registry.signing_keys import routes as signing_keys_routes
from services.registry.signing_keys import store as signing_keys_store
from services.registry.signing_keys.operations import Signer, ensure_signing_key
from services.registry.successions import routes as successions_routes
from services.registry.terms import routes as terms_routes
from services.registry.tokens import routes as tokens_routes
from services.registry.tokens.operations.client_proof import OAuthLimits
from shared import logs
from shared.database import PartySession
from shared.dutch_day import today
from shared.http import app as shared_app
from shared.identity.signing_keys import PublicKey, PublishedKeys
from shared.log.audit_route import audit_router
from shared.procurement.finding import rules_of
from shared.request_limit import RequestLimit

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
            party_lists_routes.router,
            parties_routes.router,
            successions_routes.router,
            clients_routes.router,
            signing_keys_routes.router,
            lists_routes.router,
            buyers_routes.router,
            erasures_routes.router,
            mandates_routes.router,
            participations_routes.router,
            terms_routes.router,
            governance_routes.router,
            me_routes.router,
            catalogue_routes.router,
            search_routes.router,
            open_work_routes.router,
            audit_router(("registry",)),
        ),
        root_routers=(tokens_routes.router,),
        rules=rules_of("services.registry", "shared"),
        lifespan=_lifespan,
        public_cors=(
            "/parties",
            "/successions",
            "/reference-lists",
            "/catalog",
            "/search",
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
        return signing_keys_store.published_keys(session)
