"""The words by which procedures are found, in schema `procurement`. Writer and only reader: ingest."""

from sqlalchemy import Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from shared.tables.base import Base
from shared.tables.procurement import SCHEMA


class Word(Base):
    """A word that stands, or stood, in the title of a procedure or in the name of its buyer."""

    __tablename__ = "word"
    __table_args__ = (
        Index("ix_word_beginning", text('"left"(word, 2)'), text("length(word)")),
        Index("ix_word_ending", text('"right"(word, 3)'), text("length(word)")),
        {"schema": SCHEMA},
    )
    word: Mapped[str] = mapped_column(Text, primary_key=True)
