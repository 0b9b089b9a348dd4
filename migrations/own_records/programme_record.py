"""Programme and market records."""

from migrations.facts import create_fact_views
from migrations.history import create_with_history
from migrations.own_records.columns import OF_UNIT, STANDING


def create() -> None:
    """Make the table and the fact."""
    create_with_history(
        "programme_record",
        keys={"unit": "uuid"},
        columns=(
            f"{OF_UNIT}, type text not null, happened_on date not null, carried_out boolean, participant text,"
            " activity text, target_group text, product_chain text, theme text, adopted boolean, phase integer,"
            " contracts_meeting integer, contracts_in_chain integer, category text, meets_criteria boolean"
        ),
    )
    create_fact_views(
        "programme_record",
        table="programme_record",
        columns=(
            f"{STANDING}, f.type, f.happened_on, f.carried_out, f.target_group, f.product_chain, f.theme, f.adopted,"
            " f.phase, f.contracts_meeting, f.contracts_in_chain, f.category, f.meets_criteria"
        ),
    )
