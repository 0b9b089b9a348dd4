"""How each of the three services becomes an app: the same conventions, health, metrics and description for all."""

import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Final, TypeAlias

import httpx
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from sqlalchemy import Engine
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from shared.database import engine_for, sessions
from shared.errors import PpdsError
from shared.http import health
from shared.http.contract import Contract
from shared.http.conventions import Conventions, Limits
from shared.http.description import PROBLEM_RESPONSES, described
from shared.http.exchange import address_of
from shared.http.incoming import Pace
from shared.http.json_bodies import JsonLimits
from shared.http.outbound import client
from shared.http.problems import documentation
from shared.http.problems.addresses import PROBLEMS, RULES
from shared.http.problems.answers import install
from shared.identity.access import identify
from shared.identity.callers import Caller, RecentCallers
from shared.identity.organisations import Organisations
from shared.identity.revoked_tokens import RevokedTokens
from shared.identity.signing_keys import KeySource, PublishedKeys, keys_at
from shared.identity.token_verification import PeopleSource, TokenVerifier
from shared.metrics import Metrics
from shared.procurement.finding import Rule
from shared.request_limit import RequestLimit
from shared.settings import ServiceName, ServiceSettings

BASE_PATH: Final = "/v1"
OPENAPI_PATH: Final = f"{BASE_PATH}/openapi.json"
_WORD_START: Final = re.compile(r"[-_.]+(.)")

_EXPLAINED: Final = (f"/{RULES}", f"/{PROBLEMS}")

Lifespan: TypeAlias = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def build(  # noqa: PLR0913 - what one service differs in from another, each by its name
    *,
    service: ServiceName,
    title: str,
    description: str,
    version: str,
    settings: ServiceSettings,
    routers: Sequence[APIRouter],
    rules: Mapping[str, Rule],
    root_routers: Sequence[APIRouter] = (),
    lifespan: Lifespan | None = None,
    public_cors: Sequence[str] = (),
) -> FastAPI:
    """Make the app of a service.

    `routers` hold the API and state their paths without `/v1`; `root_routers` hold what follows other standards
    (`/oauth/*`, `/.well-known/*`) and stay out of the description. `public_cors` are paths (and all below them) that
    any web page may read. `lifespan` runs inside ours: `app.state` then has settings, engine, sessions, verifier,
    metrics and outbound (an HTTP client). `rules` is all that the service can find.
    """
    metrics = Metrics()
    app = FastAPI(
        title=title,
        description=description,
        version=version,
        contact={"name": settings.contact_name, "url": settings.contact_url, "email": settings.contact_email},
        servers=[{"url": settings.base_url(service) + BASE_PATH}],
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        lifespan=partial(_lifespan, service=service, settings=settings, inner=lifespan),
    )
    app.state.settings = settings
    app.state.metrics = metrics
    for router in (*routers, documentation.router(rules)):
        app.include_router(router, prefix=BASE_PATH, responses=dict(PROBLEM_RESPONSES))
    for router in root_routers:
        app.include_router(router, include_in_schema=False)
    app.include_router(health.router(settings))
    app.add_api_route(OPENAPI_PATH, _openapi, methods=["GET"], include_in_schema=False)
    app.add_api_route("/", partial(_front, service, settings), methods=["GET"], include_in_schema=False)
    install(app)
    app.add_middleware(
        Conventions,
        contract=partial(Contract.of, app),
        version=version,
        metrics=metrics,
        documentation=settings.documentation_url or settings.base_url(service) + BASE_PATH,
        identify=_identified,
        limits=_limits(settings),
        public_cors=(
            OPENAPI_PATH,
            *(base + path for path in (*public_cors, *_EXPLAINED) for base in ("", BASE_PATH)),
        ),
    )
    if settings.gateways:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.gateways))
    return app


def _limits(settings: ServiceSettings) -> Limits:
    known = JsonLimits(settings.json_body_limit, settings.json_depth_limit, settings.json_element_limit)
    return Limits(
        known=known,
        unknown=JsonLimits(
            min(known.size, settings.open_body_limit), known.depth, min(known.elements, settings.open_element_limit)
        ),
        pace=Pace(settings.body_seconds, settings.body_bytes_per_second),
        bodies=settings.bodies_at_once,
        bodies_of_one_address=settings.bodies_of_one_address,
    )


async def _identified(request: Request) -> Caller | None:
    """Who asks. Without a token that holds, the address has a share of requests; a right token always passes."""
    limit: RequestLimit = request.app.state.unknown_limit
    try:
        caller = await identify(request)
    except PpdsError:
        limit.take(address_of(request.scope))
        raise
    if caller is None:
        limit.take(address_of(request.scope))
    return caller


def _operation_id(route: APIRoute) -> str:
    """Method and address as one name: `getSubmissionsByIdFindings`. Stays when a function is renamed."""
    method = min(route.methods or (), default="GET").lower()
    steps = [step for step in route.path.removeprefix(BASE_PATH).split("/") if step]
    return method + "".join(_WORD_START.sub(lambda match: match[1].upper(), f"-{_by(step)}") for step in steps)


def _by(step: str) -> str:
    return f"by-{step.strip('{}').partition(':')[0]}" if step.startswith("{") else step


@asynccontextmanager
async def _lifespan(
    app: FastAPI, *, service: ServiceName, settings: ServiceSettings, inner: Lifespan | None
) -> AsyncIterator[None]:
    engine = engine_for(settings.database_url, pool=settings.database_pool, application=f"ppds {service}")
    check = health.DatabaseCheck(settings.database_url)
    http = client()
    app.state.engine = engine
    app.state.sessions = sessions(engine)
    app.state.database_check = check
    app.state.outbound = http
    keys = PublishedKeys(keys_at(http, f"{settings.issuer}/oauth/jwks"))
    app.state.caller_limit = RequestLimit(settings.requests_per_minute, seconds=60)
    app.state.unknown_limit = RequestLimit(settings.open_requests_per_minute, seconds=60)
    app.state.verifier = verifier_for(service, settings, keys=keys, engine=engine, http=http)
    metrics: Metrics = app.state.metrics
    try:
        with metrics.shown(host=settings.metrics_host, port=settings.metrics_port):
            if inner is None:
                yield
            else:
                async with inner(app):
                    yield
    finally:
        http.close()
        check.close()
        engine.dispose()


def verifier_for(
    service: ServiceName, settings: ServiceSettings, *, keys: KeySource, engine: Engine, http: httpx.Client
) -> TokenVerifier:
    """What a service accepts: tokens of the registry, whose keys these are, and people's tokens of trusted issuers."""
    people = {
        terms.issuer: PeopleSource(
            terms, PublishedKeys(keys_at(http, terms.jwks_uri)) if terms.jwks_uri else terms.known_keys()
        )
        for terms in settings.trusted_issuers
    }
    revoked = RevokedTokens(engine)
    return TokenVerifier(
        {settings.issuer: keys},
        settings.base_url(service),
        people=people,
        organisation=Organisations(engine),
        is_revoked=revoked,
        recent=RecentCallers(revoked.without_waiting),
    )


async def _openapi(request: Request) -> Response:
    app: FastAPI = request.app
    return JSONResponse(description_of(app), headers={"Cache-Control": "max-age=60"})


async def _front(service: ServiceName, settings: ServiceSettings, request: Request) -> Response:
    """Who answers here, and where to read on: for whoever types the address alone."""
    app: FastAPI = request.app
    base = settings.base_url(service) + BASE_PATH
    explained = settings.documentation_url or base
    front = {
        "name": app.title,
        "about": app.description,
        "version": app.version,
        "description": settings.base_url(service) + OPENAPI_PATH,
        "documentation": settings.documentation_url or settings.contact_url,
        "rules": f"{explained}/{RULES}",
        "problems": f"{explained}/{PROBLEMS}",
        "contact": settings.contact_email,
    }
    return JSONResponse(front, headers={"Cache-Control": "max-age=60"})


def description_of(app: FastAPI) -> Mapping[str, object]:
    """The API as OpenAPI 3.1, with paths below the base path."""
    settings: ServiceSettings = app.state.settings
    return described(app.openapi(), base_path=BASE_PATH, issuer=settings.issuer)
