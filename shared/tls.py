"""Which certificates outgoing calls trust, read once per process: reading them takes longer than most calls."""

import ssl
from functools import cache

import httpx


@cache
def trusted_certificates(*, of_environment: bool) -> ssl.SSLContext:
    """Those that httpx trusts; `of_environment`: SSL_CERT_FILE and SSL_CERT_DIR may name others."""
    return httpx.create_ssl_context(trust_env=of_environment)
