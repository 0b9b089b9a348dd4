"""The sender's part of the `ppds` command: which commands there are, each with an example."""

import typer

from client.command.administration.cards import add_cards
from client.command.administration.client_proposals import add_client_proposals
from client.command.administration.factor_sets import add_factor_sets
from client.command.administration.packs import add_packs
from client.command.administration.participations import add_administration
from client.command.administration.publications import add_publishing
from client.command.context import set_context
from client.command.ending import MEANING, SpokenGroup
from client.command.figures.comparing import (
    show_blind_spots,
    show_chain,
    show_coverage,
    show_ranking,
    show_scorecard,
)
from client.command.figures.definitions import list_dimensions, list_indicators
from client.command.figures.goals import add_goals
from client.command.figures.plans import add_plans
from client.command.figures.publications import add_publications
from client.command.figures.spend_impact import show_spend_impact
from client.command.figures.values import (
    show_counts_for,
    show_evidence,
    show_explanation,
    show_values,
)
from client.command.sender.looking_up import look_up, search_words
from client.command.sender.mappings import add_mappings
from client.command.sender.new_client import create_client, list_profiles, use_client
from client.command.sender.own_records import fix_table, show_tasks, write_sheet, write_template
from client.command.sender.reading import (
    export_list,
    get_address,
    list_submissions,
    show_me,
    show_notice,
    show_submission,
    show_token,
)
from client.command.sender.sending import list_formats, push_documents, validate_documents
from client.command.tree import add, add_group


def sender_app(cls: type[SpokenGroup] = SpokenGroup) -> typer.Typer:
    """The command with the sender's part; the operator's part is added by `deploy.command`."""
    app = typer.Typer(
        name="ppds",
        cls=cls,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    about = "Public Procurement Data Space: deliver notices, read figures, run the services."
    app.callback(help=about, epilog=MEANING)(set_context)
    add(app, "push", push_documents, example="ppds push notices/2026-03")
    add(app, "validate", validate_documents, example="ppds validate notices/call.xml")
    add(app, "formats", list_formats, example="ppds formats")
    add(app, "template", write_template, example="ppds template ppds-registration")
    add(app, "todo", show_tasks, example="ppds todo")
    add(app, "sheet", write_sheet, example="ppds sheet 7d1f7c52-3c0e-4f1b-9a55-0d5a3f8f2c10")
    add(app, "fix", fix_table, example="ppds fix registrations.xlsx --open")
    add_mappings(add_group(app, "mapping", "Column mappings: tables of other tools, read as they are."))
    add(app, "me", show_me, example="ppds --profile test me")
    add(app, "token", show_token, example="TOKEN=$(ppds token kpi)")
    add(app, "submissions", list_submissions, example="ppds submissions --most 5")
    add(app, "submission", show_submission, example="ppds submission 7d1f7c52-3c0e-4f1b-9a55-0d5a3f8f2c10")
    add(app, "show", show_notice, example="ppds show 00123456-2026")
    add(app, "search", search_words, example="ppds search schoonmaak utrecht")
    add(app, "lookup", look_up, example="ppds lookup 123456-2024")
    add(
        app,
        "values",
        show_values,
        example="ppds values MKT-P01 --from 2025-01 --until 2025-12 --group-by theme \\\n    --only tier=municipality",
    )
    add(
        app,
        "evidence",
        show_evidence,
        example="ppds evidence MKT-P01 --from 2025-01 --until 2025-12 \\\n    --only tier=province --verdict yes",
    )
    add(
        app,
        "explain",
        show_explanation,
        example="ppds explain MKT-P01 --from 2025-01 --until 2025-12 \\\n    --only tier=province",
    )
    add(app, "counts-for", show_counts_for, example="ppds counts-for 7d1f7c52-3c0e-4f1b-9a55-0d5a3f8f2c10")
    add(
        app,
        "spend-impact",
        show_spend_impact,
        example="ppds spend-impact --from 2025-01 --until 2025-12 --group-by category \\\n    --measure greenhouse-gas",
    )
    _add_comparing(app)
    add_goals(add_group(app, "goals", "Goals: what is wanted, how it stands, and who does which share."))
    add(app, "indicators", list_indicators, example="ppds indicators")
    add_cards(add_group(app, "card", "Definition cards: what a figure means, and how that changes."))
    add_factor_sets(add_group(app, "factor-set", "Sets of factors by which spend becomes impact."))
    add_packs(add_group(app, "pack", "Packs: readable documents with the data behind them, frozen."))
    add_plans(add_group(app, "plans", "Plans: who owes one, what they hold and lack, the yearly status, tasks."))
    publications = add_group(app, "publication", "Publications: figures of a year, frozen and public.")
    add_publications(publications)
    add_publishing(publications)
    add(app, "dimensions", list_dimensions, example="ppds dimensions tier")
    add(app, "get", get_address, example="ppds get ingest /v1/procedures -q state=awarded -q limit=5")
    add(app, "profiles", list_profiles, example="ppds profiles")
    clients = add_group(app, "client", "Clients: who may send.")
    add(clients, "create", create_client, example="ppds --profile test client create --sandbox")
    add(clients, "use", use_client, example="ppds client use client-0123456789abcdef")
    add_client_proposals(clients)
    lists = add_group(app, "lists", "Reference lists: themes, product chains, thresholds ...")
    add(lists, "export", export_list, example="ppds lists export product-chains --on 2026-01-01")
    add_administration(app)
    return app


def _add_comparing(app: typer.Typer) -> None:
    add(app, "scorecard", show_scorecard, example="ppds scorecard gm0513 --from 2023-01 --until 2025-12")
    add(
        app,
        "ranking",
        show_ranking,
        example="ppds ranking ALG-P12 --from 2025-01 --until 2025-12 --tier municipality",
    )
    add(app, "coverage", show_coverage, example="ppds coverage 2025 --tier municipality")
    add(app, "blind-spots", show_blind_spots, example="ppds blind-spots 2025 --tier province")
    add(app, "chain", show_chain, example="ppds chain catering --year 2025")
