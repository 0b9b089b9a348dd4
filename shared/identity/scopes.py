"""What a token may allow; each operation names the scopes it needs."""

from collections.abc import Mapping
from typing import Final

SCOPES: Final[Mapping[str, str]] = {
    "ingest:write": "Send data for the parties one may send for.",
    "ingest:read": "Read back what was sent and what was understood.",
    "ingest:any-buyer": "Send data for every buyer (harvesters).",
    "ingest:supplier": "Read the contracts in which one is the supplier, and report on them.",
    "kpi:read": "Read indicators as they stand now.",
    "kpi:propose": "Propose definitions of indicators, goals and allocations, and try definitions on the data.",
    "kpi:adopt": "Adopt or withdraw definitions, goals and allocations that others proposed.",
    "kpi:publish": "Draw up publications of figures, and approve those that others drew up.",
    "kpi:body": "Answer for one's own body: its share of a goal, its figures over a year.",
    "kpi:events": "Tell kpi that there is something new.",
    "registry:read": "Read the register beyond what is public.",
    "registry:parties": "Change parties and their identifiers, and what any body keeps about itself.",
    "registry:body": "Keep the profile, terms and mandates of one's own body.",
    "registry:clients": "Register and change clients.",
    "registry:lists": "Publish reference lists.",
    "audit:read": "Read the audit trail, and what auditors found.",
    "audit:sign": "Draw samples of publications, note findings and sign them off.",
}
