"""Measurements of bodies themselves."""

from migrations.facts import create_fact_views
from migrations.history import create_with_history
from migrations.own_records.columns import OF_UNIT, STANDING


def create() -> None:
    """Make the table and the fact."""
    create_with_history(
        "measurement",
        keys={"unit": "uuid"},
        columns=(
            f"{OF_UNIT}, measured text not null, starts_on date not null, ends_on date not null,"
            " amount numeric not null, sustainable numeric, baseline numeric, baseline_year integer, method text"
        ),
    )
    create_fact_views(
        "measurement",
        table="measurement",
        columns=f"{STANDING}, f.measured, f.ends_on, f.amount, f.sustainable, f.baseline, f.baseline_year, f.method",
    )
