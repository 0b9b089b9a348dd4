"""The facts that cards count, one declaration a file; a module here or below that states `FACT` is one more fact."""

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from pkgutil import walk_packages
from types import MappingProxyType

from services.kpi.definitions.declarations.fact import Fact


@lru_cache(maxsize=1)
def facts() -> Mapping[str, Fact]:
    """Every declared fact by its name."""
    modules = [import_module(module.name) for module in walk_packages(__path__, f"{__name__}.")]
    declared: list[Fact] = [module.FACT for module in modules if hasattr(module, "FACT")]
    return MappingProxyType({fact.name: fact for fact in declared})
