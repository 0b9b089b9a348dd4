"""/v1/formats: what can be sent, and how a file tells it. Public, so that a client needs no list of its own."""

from __future__ import annotations

from fastapi import APIRouter

from services.ingest.format_list.schemas import EncodingOut, FileSuffix, FormatOut, FormatsOut
from services.ingest.formats.encoding import SUFFIXES
from services.ingest.formats.source_format import Container, SourceFormat
from services.ingest.formats.table import KINDS
from shared.http.schema import LocalisedText

router = APIRouter(prefix="/formats", tags=["formats"])


@router.get("", summary="List the formats")
def formats() -> FormatsOut:
    """Every format and container that is taken in, with its media types and how its files are named."""
    encodings = [EncodingOut(name=name, suffix=suffix) for suffix, name in SUFFIXES.items()]
    return FormatsOut(items=[_shown(kind) for kind in KINDS], encodings=encodings)


def _shown(kind: SourceFormat | Container) -> FormatOut:
    return FormatOut(
        name=kind.name,
        kind="container" if isinstance(kind, Container) else "format",
        title=LocalisedText(nl=kind.title_nl, en=kind.title_en),
        media_types=list(kind.media_types),
        suffixes=[
            FileSuffix(suffix=each.suffix, media_type=each.media_type, encoding=each.encoding) for each in kind.suffixes
        ],
        kept_as=kind.kept_form.media_type,
        schema_url=kind.schema,
    )
