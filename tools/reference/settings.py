"""docs/reference/settings.md: every variable each process reads, from the settings classes."""

from collections.abc import Mapping
from types import UnionType
from typing import Final, Union, get_args, get_origin

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from dashboard.settings import Settings as DashboardSettings
from services.ingest.settings import Settings as IngestSettings
from services.kpi.settings import Settings as KpiSettings
from services.registry.settings import Settings as RegistrySettings
from shared.settings import ServiceSettings
from tools.reference.markdown import code, page, table

_SERVICES: Final[Mapping[str, type[ServiceSettings]]] = {
    "registry": RegistrySettings,
    "ingest": IngestSettings,
    "kpi": KpiSettings,
}
_KINDS: Final = {
    "str": "text",
    "int": "whole number",
    "float": "number",
    "bool": "true or false",
    "Path": "path",
    "tuple": "list as JSON",
}


def settings_page() -> str:
    """Every variable, with its default and what it means."""
    shared = ServiceSettings.model_fields
    parts = [["## Every service", "", *_table(shared)]]
    for service, settings in _SERVICES.items():
        own = {name: field for name, field in settings.model_fields.items() if name not in shared}
        if own:
            parts.append([f"## {service}", "", *_table(own)])
    parts.append(["## dashboard", "", *_table(DashboardSettings.model_fields)])
    return page(
        "Settings",
        "A process reads these variables when it starts; workers read those of their service. "
        "Passwords, keys and addresses have no default that works outside one machine.",
        *parts,
    )


def _table(fields: Mapping[str, FieldInfo]) -> list[str]:
    return table(
        ("variable", "kind", "default", "meaning"),
        [
            (code(f"PPDS_{name.upper()}"), _kind(field.annotation), _default(field), field.description or "")
            for name, field in fields.items()
        ],
    )


def _kind(annotation: object) -> str:
    if get_origin(annotation) in {Union, UnionType}:
        return " or ".join(_kind(part) for part in get_args(annotation) if part is not type(None))
    choices = get_args(annotation)
    if choices and all(isinstance(choice, str) for choice in choices):
        return ", ".join(choices)
    return _KINDS.get(getattr(annotation, "__name__", ""), str(annotation))


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "must be set"
    return "" if field.default in {None, "", ()} else code(str(field.default))
