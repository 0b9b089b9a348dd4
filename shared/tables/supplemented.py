"""Columns of what a buyer's supplement says of a procedure and of its lots; NULL where it is silent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Numeric, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column


class SaidOfProcedure:
    """Over the counted lots of a procedure."""

    civil_works: Mapped[bool | None] = mapped_column(Boolean)
    supplemented: Mapped[bool] = mapped_column(
        Boolean, server_default=text("false")
    )  # the buyer's supplement speaks; what follows is what it says
    purchase_type: Mapped[str | None] = mapped_column(Text)
    category_management: Mapped[bool | None] = mapped_column(Boolean)
    category: Mapped[str | None] = mapped_column(Text)
    significant: Mapped[bool | None] = mapped_column(Boolean)
    impact_half: Mapped[bool | None] = mapped_column(Boolean)
    impact_half_without_price: Mapped[bool | None] = mapped_column(Boolean)
    suitable: Mapped[bool | None] = mapped_column(Boolean)
    wage_sum_reached: Mapped[bool | None] = mapped_column(Boolean)
    isv_applied: Mapped[bool | None] = mapped_column(Boolean)
    isv_list_of_10: Mapped[bool | None] = mapped_column(Boolean)
    isv_list_of_8: Mapped[bool | None] = mapped_column(Boolean)
    mki_used: Mapped[bool | None] = mapped_column(Boolean)


class SaidOfLot:
    """Of one lot; `by_theme` is empty without a supplement."""

    significant: Mapped[bool | None] = mapped_column(Boolean)
    impact_weight_least: Mapped[Decimal | None] = mapped_column(Numeric)
    impact_weight_most: Mapped[Decimal | None] = mapped_column(Numeric)
    impact_weight_least_without_price: Mapped[Decimal | None] = mapped_column(Numeric)
    impact_weight_most_without_price: Mapped[Decimal | None] = mapped_column(Numeric)
    suitable: Mapped[bool | None] = mapped_column(Boolean)
    wage_sum_reached: Mapped[bool | None] = mapped_column(Boolean)
    isv_applied: Mapped[bool | None] = mapped_column(Boolean)
    risk_category: Mapped[str | None] = mapped_column(Text)
    mki_used: Mapped[bool | None] = mapped_column(Boolean)
    by_theme: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
