"""A JSON Schema as forms read it: references followed, and what may be left out set apart from what it is."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

Node: TypeAlias = Mapping[str, Any]
_EMPTY: Final[Node] = {}


class DataContract:
    """The schema of one data contract, with what its columns are called in Dutch.

    Args:
        schema: JSON Schema of a record (`/v1/data-contracts/{name}/schema`).
        table: its Table Schema, whose fields name each place in Dutch.
    """

    def __init__(self, schema: Node, table: Node) -> None:
        self.root = schema
        self._defs: Mapping[str, Node] = schema.get("$defs", {})
        self._dutch = {field["title"]: (field["name"], field.get("description", "")) for field in table["fields"]}

    def node(self, stated: Node) -> Node:
        """What a schema says once its references are followed and null is left out of its choices."""
        whole: dict[str, Any] = dict(stated)
        while True:
            if "$ref" in whole:
                reference = whole.pop("$ref")
                whole = {**self._defs[reference.rpartition("/")[2]], **whole}
            elif "anyOf" in whole:
                kinds = [each for each in whole.pop("anyOf") if each.get("type") != "null"]
                whole = {**(kinds[0] if kinds else _EMPTY), **whole}
            else:
                return whole

    def dutch(self, path: str) -> tuple[str, str]:
        """What a place (`commitments.dueOn`) is called and means in Dutch; empty when the table does not say."""
        name, meaning = self._dutch.get(path, ("", ""))
        return ("", meaning) if name == path else (name, meaning)

    @staticmethod
    def kind(node: Node) -> str:
        """What it is: object, array, string, number ..."""
        if "properties" in node:
            return "object"
        return str(node.get("type", "string"))
