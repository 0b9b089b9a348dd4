"""Programme and market records: what happened, who took part, and the phases of chains."""

from typing import Final

from migrations.facts import create_fact_views
from migrations.history import create_with_history
from migrations.own_records.columns import OF_UNIT, STANDING

_OF_ANYBODY: Final = OF_UNIT.replace("lead_body text not null", "lead_body text")


def create() -> None:
    """Make the tables and the facts; the phase of a chain stands once at the end of each month until the next."""
    create_with_history(
        "programme_record",
        keys={"unit": "uuid"},
        columns=(
            f"{OF_UNIT}, type text not null, happened_on date not null, carried_out boolean, activity text,"
            " target_group text, product_chain text, theme text, adopted boolean, contracts_meeting integer,"
            " contracts_in_chain integer, category text, meets_criteria boolean, title text, address text,"
            " adopted_on date, done_on date, standard text, participant text, strategy text, risks text,"
            " procedure_key text, anchored boolean"
        ),
    )
    create_fact_views(
        "programme_record",
        table="programme_record",
        columns=(
            f"{STANDING}, f.type, f.happened_on, f.carried_out, f.target_group, f.product_chain, f.theme, f.adopted,"
            " f.contracts_meeting, f.contracts_in_chain, f.category, f.meets_criteria, f.title, f.address,"
            " f.adopted_on, f.done_on, f.standard, f.activity, f.participant, f.strategy, f.risks, f.procedure_key,"
            " f.anchored"
        ),
    )
    create_with_history(
        "participation",
        keys={"unit": "uuid"},
        columns=f"{_OF_ANYBODY}, kept_by text not null, participant text, activity text, happened_on date not null",
    )
    create_fact_views(
        "participation",
        table="participation",
        columns=f"{STANDING}, f.kept_by, f.participant, f.activity, f.happened_on",
    )
    create_with_history(
        "chain_phase",
        keys={"unit": "uuid", "assessed_on": "date"},
        columns=(
            f"{OF_UNIT}, product_chain text, phase integer, evidence text, assessor text, dissent text,"
            " state_on date[] not null"
        ),
    )
    create_fact_views(
        "chain_phase",
        table="chain_phase",
        columns=(
            f"{STANDING}, f.assessed_on, f.product_chain, f.phase, f.phase::text as step, f.evidence, f.assessor,"
            " f.dissent, m.state_on"
        ),
        join="cross join lateral unnest(f.state_on) as m(state_on)",
    )
