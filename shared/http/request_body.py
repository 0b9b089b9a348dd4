"""A request body as one piece, read no further than a limit."""

from fastapi import Request

from shared.errors import TooLarge


async def whole_body(request: Request, *, limit: int, too_large: TooLarge) -> bytes:
    """The bytes of the body; raises `too_large` at the first one beyond the limit, whatever the headers said."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise too_large
    return bytes(body)
