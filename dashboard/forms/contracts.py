"""The data contracts as ingest publishes them; read once for as long as the process lives with the same answer."""

from dashboard.asking.answers import Answer
from dashboard.forms.schema import DataContract
from dashboard.page.page import Page


def data_contract(page: Page, name: str) -> DataContract:
    """The data contract of this name, `ppds-supplement`; raises Missing and Refused."""
    services = page.services
    schema: Answer = services.read("ingest", f"/data-contracts/{name}/schema")
    return DataContract(schema, services.read("ingest", f"/data-contracts/{name}/table-schema"))
