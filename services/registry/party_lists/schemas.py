"""The report of an import, as the API gives it."""

from pydantic import Field

from services.registry.party_lists.operations import ImportReport, TouchedParty
from shared.http.problems.findings import FindingOut
from shared.http.schema import ApiModel


class TouchedPartyOut(ApiModel):
    """A party that an import created, changed or ended."""

    party: str
    name: str
    aspects: list[str] = Field(description="What changed; empty for a created or ended party.")

    @classmethod
    def of(cls, touched: TouchedParty) -> "TouchedPartyOut":
        return cls(party=touched.party, name=touched.name, aspects=list(touched.aspects))


class ImportReportOut(ApiModel):
    """What an import did, or with a dry run what it would do."""

    dry_run: bool
    created: list[TouchedPartyOut]
    changed: list[TouchedPartyOut]
    ended: list[TouchedPartyOut]
    unchanged: int
    refused: int
    findings: list[FindingOut]

    @classmethod
    def of(cls, report: ImportReport) -> "ImportReportOut":
        return cls(
            dry_run=report.dry_run,
            created=[TouchedPartyOut.of(created_party) for created_party in report.created],
            changed=[TouchedPartyOut.of(change) for change in report.changed],
            ended=[TouchedPartyOut.of(ending) for ending in report.ended],
            unchanged=report.unchanged,
            refused=report.refused,
            findings=[FindingOut.of(finding.finding.row) for finding in report.findings],
        )
