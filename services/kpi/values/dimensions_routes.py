"""Dimensions: what figures can be grouped by, public."""

from fastapi import APIRouter

from services.kpi.access import Anyone
from services.kpi.definitions.operations import dimensions_shown
from services.kpi.definitions.store import kept_cards, published_chain_names
from services.kpi.values.schemas import DimensionsOut
from shared.database import Transaction

router = APIRouter(prefix="/dimensions", tags=["dimensions"])


@router.get("", summary="List the dimensions")
def list_dimensions(session: Transaction, _caller: Anyone) -> DimensionsOut:
    """Names, codes and labels of every dimension; whether its groups add up; and the groupings that have an answer."""
    connection = session.connection()
    return dimensions_shown(kept_cards(connection), published=published_chain_names(connection))
