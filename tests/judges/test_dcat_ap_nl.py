"""The SHACL shapes of DCAT-AP-NL 3.0 on the catalogue with every list that is built in."""

from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, SH, Graph

from tools.judged import described_catalogue

SHAPES = (
    "dcat-ap-SHACL",
    "dcat-ap-nl-SHACL",
    "dcat-ap-nl-SHACL-klassebereik",
    "dcat-ap-nl-SHACL-klassebereik-codelijsten",
)


@pytest.fixture(scope="module")
def shapes(rules: Path) -> Graph:
    graph = Graph()
    for name in SHAPES:
        graph.parse(rules / "dcat-ap-nl-3.0" / f"{name}.ttl")
    # A property shape without a path says nothing; pyshacl stops at it.
    for shape, stated in list(graph.subject_objects(SH.property)):
        if (stated, SH.path, None) not in graph:
            graph.remove((shape, SH.property, stated))
    return graph


def test_the_catalogue_keeps_every_shape_of_the_profile(shapes: Graph) -> None:
    keeps, _, report = validate(described_catalogue(), shacl_graph=shapes)

    assert keeps, report


def test_the_shapes_see_a_licence_that_is_missing_and_a_language_without_its_type(shapes: Graph) -> None:
    catalogue = described_catalogue()
    distribution = next(catalogue.subjects(RDF.type, DCAT.Distribution))
    catalogue.remove((distribution, DCTERMS.license, None))
    catalogue.remove((None, RDF.type, DCTERMS.LinguisticSystem))

    keeps, report, _ = validate(catalogue, shacl_graph=shapes)

    assert not keeps
    assert isinstance(report, Graph)
    assert {DCTERMS.license, DCTERMS.language} <= set(report.objects(None, SH.resultPath))
