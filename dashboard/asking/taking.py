"""Files of a service, passed on to whoever asked for them with their own token."""

from collections.abc import Mapping
from typing import Final, Literal

from fastapi.responses import Response

from dashboard.asking.services import Services
from shared.settings import ServiceName

FileKind = Literal["csv", "xlsx"]
MEDIA_TYPES: Final[Mapping[FileKind, str]] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def file_of(services: Services, service: ServiceName, path: str, kind: FileKind, *, name: str) -> Response:
    """The file; raises Missing and Refused."""
    answer = services.call("GET", service, path, headers={"Accept": MEDIA_TYPES[kind]})
    media_type = answer.headers.get("content-type", MEDIA_TYPES[kind])
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(answer.content, media_type=media_type, headers=headers)
