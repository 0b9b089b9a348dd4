"""What bodies spent: the lines as they came, and what each category comes to."""

from typing import Final

from alembic import op

from migrations.facts import create_fact_views
from migrations.history import create_with_history
from migrations.own_records.columns import OF_UNIT, STANDING

_LINES: Final = """
    create table procurement.spend_file (
        version uuid not null,
        block bigint generated always as identity not null,
        constraint pk_spend_file primary key (version)
    );
    create table procurement.spend_line (
        block bigint not null,
        line integer not null,
        category text not null,
        supplier text,
        supplier_scheme text,
        supplier_number text,
        band smallint,
        amount numeric,
        vat_included text,
        purchase_type text,
        supplier_sector text,
        constraint pk_spend_line primary key (block, line)
    );
    grant select, insert, update, delete on procurement.spend_file, procurement.spend_line to ppds_ingest
"""
_KEY: Final = """
    concat_ws(', ', f.category, f.purchase_type, f.supplier_sector,
        case when f.vat_excluded then 'excl. VAT' when not f.vat_excluded then 'incl. VAT' end) as category_key"""
"""What tells the rows of one file apart."""


def create() -> None:
    """Make the tables and the fact."""
    for statement in _LINES.split(";"):
        op.execute(statement)
    create_with_history(
        "spend",
        keys={"unit": "uuid", "place": "integer"},
        columns=(
            f"{OF_UNIT}, booked_on date not null, category text not null, product_chain text, isv boolean,"
            " purchase_type text, valued_by text not null, vat_excluded boolean, amount numeric not null,"
            " least numeric not null, most numeric, supplier_sector text, spend_group text, ghg numeric,"
            " ghg_least numeric, ghg_most numeric"
        ),
    )
    create_fact_views(
        "spend",
        table="spend",
        columns=(
            f"{STANDING}, {_KEY}, f.booked_on, f.category, f.product_chain, f.isv, f.purchase_type,"
            " f.purchase_type as purchasing, f.valued_by,"
            " f.vat_excluded, f.amount, f.least, f.most, f.supplier_sector, f.spend_group,"
            " f.ghg, f.ghg_least, f.ghg_most"
        ),
        bulk="",
    )
