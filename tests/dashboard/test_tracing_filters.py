"""The filters of the walk down are those of the figure: what the API calls them, and nothing it does not know."""

import pytest
from pydantic import ValidationError

from dashboard.tracing.filters import OfRows


def test_the_question_of_the_figure_leaves_out_the_choice_of_rows() -> None:
    asked = OfRows.model_validate(
        {"from": "2025-01", "until": "2025-12", "productChain": ["catering"], "verdict": "no"}
    )
    assert asked.stated == {"from": "2025-01", "until": "2025-12", "productChain": ["catering"]}
    assert asked.of_rows["verdict"] == "no"
    assert "verdict" not in asked.of_figure


def test_an_unknown_filter_is_refused() -> None:
    with pytest.raises(ValidationError, match="kleur"):
        OfRows.model_validate({"kleur": "rood"})


@pytest.mark.parametrize("month", ["2025", "2025-13", "1999-01"])
def test_a_month_is_a_month(month: str) -> None:
    with pytest.raises(ValidationError, match="from"):
        OfRows.model_validate({"from": month})
