"""The facts that cards count, one declaration a file; a module here that states `FACT` is one more fact."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from services.kpi.definitions.declarations.fact import Fact


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Fact]:
    """Every declared fact by its name."""
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    declared: list[Fact] = [module.FACT for module in modules if hasattr(module, "FACT")]
    return MappingProxyType({fact.name: fact for fact in declared})
