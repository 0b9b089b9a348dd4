"""The words of terms: which documents have terms, and for whom a dataset can be opened. Pure.

Usage terms say who may use a dataset for what; a body accepts them when it starts to take part.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

DATA_SPACE: Final = "data-space"
"""The document with the terms of the data space as a whole; the others are the usage terms of one dataset."""

Dataset: TypeAlias = Literal["parties", "submissions", "procedures", "indicators", "reference-lists"]
DATASETS: Final[tuple[Dataset, ...]] = get_args(Dataset)
Document: TypeAlias = Literal["data-space", Dataset]
DOCUMENTS: Final[tuple[Document, ...]] = get_args(Document)

Audience: TypeAlias = Literal["sender", "participants", "administrators", "researchers", "anyone"]
"""For whom: the body that sent the data, all bodies that take part, who keeps the data space, research, everybody."""

DEMO: Final = "demo"
"""The version under which the fictitious bodies of a demonstration take part; nobody else can accept it."""


@dataclass(frozen=True, slots=True)
class TermsVersion:
    """A version of a document with terms."""

    document: Document
    version: str
