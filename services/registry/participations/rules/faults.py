"""What can be wrong with taking part, or with a step of it."""

from typing import Final

from shared.procurement.finding import Rule, Severity, Text

TERMS_NOT_ACCEPTED: Final = Rule(
    "terms-not-accepted",
    Severity.ERROR,
    "Van kracht en niet aanvaard: {documents}.",
    "In force and not accepted: {documents}.",
    Text("Aanvaard ze (GET /v1/terms?inForce=true).", "Accept them (GET /v1/terms?inForce=true)."),
)
NO_TERMS: Final = Rule(
    "no-terms",
    Severity.ERROR,
    "Er gelden nu geen voorwaarden om te aanvaarden.",
    "There are no terms in force to accept.",
    Text("Een beheerder publiceert ze eerst.", "An administrator publishes them first."),
)
NOT_IN_FORCE: Final = Rule(
    "not-in-force",
    Severity.ERROR,
    "Deze versie geldt niet; nu geldt {now}.",
    "This version is not in force; in force is {now}.",
    Text("Aanvaard precies de voorwaarden die van kracht zijn.", "Accept exactly the terms that are in force."),
)
NOT_FROM_HERE: Final = Rule(
    "not-from-here",
    Severity.ERROR,
    "De stand is: {now}.",
    "The state is: {now}.",
    Text("Van daar: {following}.", "From there: {following}."),
)
NOT_YOURS: Final = Rule(
    "not-yours",
    Severity.ERROR,
    "Deze stap vraagt de scope registry:parties.",
    "This step needs the scope registry:parties.",
    Text("Vraag een beheerder van de dataruimte.", "Ask an administrator of the data space."),
)
REASON_NEEDED: Final = Rule(
    "reason-needed",
    Severity.ERROR,
    "De stap {step} vraagt een reden.",
    "The step {step} needs a reason.",
    Text("Noem haar; de organisatie kan haar lezen.", "State it; the body can read it."),
)
