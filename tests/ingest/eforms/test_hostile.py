"""Hostile bodies come back as a finding with a place: never an exception, never a hang, bounded memory."""

import time
import tracemalloc

import pytest

from services.ingest.formats.eforms.markup.xpath import NAMESPACES
from services.ingest.formats.eforms.reader import read
from services.ingest.formats.parsed import Limits, Parsed
from shared.procurement.finding import Severity
from tests.ingest.eforms.builders import LIMITS, changed, notice, parsed, sample

ROOT = '<ContractNotice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2">{}</ContractNotice>'
SECRET = "geheim.persoon@voorbeeld.example"


def refused(body: bytes, *, limits: Limits = LIMITS) -> tuple[str, str]:
    result = read(body, limits=limits)
    assert result.notice is None
    assert result.kept == b""
    assert result.sender_key is None
    (finding,) = result.findings
    assert finding.severity is Severity.ERROR
    return finding.rule, finding.location


@pytest.mark.parametrize("body", [b"", b"   \n\t", b"\xef\xbb\xbf"])
def test_an_empty_body_is_refused(body: bytes) -> None:
    assert refused(body)[0] in {"EF-001", "EF-002"}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b"geen xml", "line 1, column 1"),
        (b'{"json": true}', "line 1, column 1"),
        (b"<a>\n<b></a>", "line 2, column 8"),
        (b"<a><b>", "line 1, column 7"),
        (b"<a/><b/>", "line 1, column 5"),
        (b"<a>\0</a>", "line 1, column 4"),
        (b"<a>\xff\xfe</a>", "line 1, column 4"),
        (b'<?xml version="1.0" encoding="UTF-8"?>\n<a>caf\xe9</a>', "line 2, column 7"),
        (b'<?xml version="1.0" encoding="geen-codering"?><a/>', "line 1, column 45"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "line 1, column 38"),
        (b"<a>&onbekend;</a>", "line 1, column 14"),
        (b"<a>&#xD800;</a>", "line 1, column 12"),
        (b"<a>&#1;</a>", "line 1, column 8"),
        (b"<p:a/>", "line 1, column 5"),
        (b"<a b='1' b='2'/>", "line 1, column 11"),
    ],
)
def test_malformed_xml_is_refused_at_its_line_and_column(body: bytes, place: str) -> None:
    rule, location = refused(body)
    assert rule == "EF-001"
    assert location.startswith("line ")
    assert location.split(",")[0] == place.split(",", maxsplit=1)[0]


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY x "y">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>',
        "<!DOCTYPE a>",
        "<!-- eerst dit --><?en dit?>\n<!DOCTYPE a []>",
    ],
)
def test_any_dtd_is_refused_before_it_is_read(declaration: str) -> None:
    body = f'<?xml version="1.0"?>{declaration}' + ROOT.format("")
    assert refused(body.encode())[0] == "EF-003"
    # A DTD in another encoding is not seen beforehand; it is refused after a parse that loads and expands nothing.
    assert refused(body.encode("utf-16"))[0] in {"EF-001", "EF-003"}


def test_an_entity_bomb_is_refused_at_once() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    body = f'<!DOCTYPE a [<!ENTITY l0 "lol">{entities}]><a b="&l29;">&l29;</a>'
    started = time.process_time()
    assert refused(body.encode())[0] == "EF-003"
    assert refused(body.encode("utf-16"))[0] in {"EF-001", "EF-003"}
    assert time.process_time() - started < 1


def test_deep_nesting_is_refused() -> None:
    assert refused(b"<a>" * 10_000 + b"</a>" * 10_000)[0] == "EF-006"


def test_nesting_at_the_edge_is_read_without_a_fault() -> None:
    deep = '<cbc:Note xmlns:cbc="urn:x">' * 240 + "</cbc:Note>" * 240
    assert parsed(ROOT.format(deep).encode()).notice is not None


def test_an_xinclude_is_not_followed() -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    body = changed("call", ("<cbc:UBLVersionID>", f"{include}<cbc:UBLVersionID>"))
    assert b"root:" not in parsed(body).kept


def test_a_huge_text_is_refused_with_its_place() -> None:
    body = changed("call", ("Een verzonnen opdracht.", "x" * 200_001))
    assert refused(body) == ("EF-005", "/*/cac:ProcurementProject/cbc:Description")
    assert refused(ROOT.format("x" * 11_000_000).encode())[0] in {"EF-001", "EF-005"}


def test_too_many_elements_attributes_or_bytes_are_refused_before_a_tree_is_built() -> None:
    small = Limits(max_elements=1000, max_bytes=100_000)
    assert refused(ROOT.format("<a/>" * 3000).encode(), limits=small) == ("EF-005", "/*")
    attributes = " ".join(f'a{number}="1"' for number in range(2500))
    assert refused(ROOT.format(f"<a {attributes}/>").encode(), limits=small) == ("EF-005", "/*")
    assert refused(ROOT.format("x" * 200_000).encode(), limits=small) == ("EF-005", "/*")


def test_as_many_elements_and_attributes_as_allowed_take_bounded_time() -> None:
    limits = Limits(max_elements=50_000)
    attributes = " ".join(f'a{number}="1"' for number in range(64))
    lots = f'<cac:ProcurementProjectLot xmlns:cac="{NAMESPACES["cac"]}"/>'
    started = time.process_time()
    for body in (ROOT.format("<a/>" * 49_000), ROOT.format(f"<a {attributes}/>" * 1500), ROOT.format(lots * 5_000)):
        assert read(body.encode(), limits=limits).notice is not None
    assert time.process_time() - started < 10


def test_an_element_with_a_crowd_of_attributes_is_refused_at_once() -> None:
    attributes = " ".join(f'a{number}="1"' for number in range(200_000))
    started = time.process_time()
    assert refused(ROOT.format(f"<a {attributes}/>").encode())[0] == "EF-005"
    assert time.process_time() - started < 3


def test_memory_stays_in_proportion() -> None:
    body = ROOT.format("<a>tekst</a>" * 50_000).encode()
    tracemalloc.start()
    parsed(body)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100 * len(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<a/>",
        b'<ContractNotice xmlns="urn:iets-anders"/>',
        b"<ContractNotice/>",
        b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>',
        b"<html><body>404</body></html>",
    ],
)
def test_other_xml_is_no_eforms_notice(body: bytes) -> None:
    assert refused(body) == ("EF-004", "/*")


def test_a_bare_notice_is_accepted_with_what_is_missing() -> None:
    result = parsed(ROOT.format("").encode())
    assert result.notice is not None
    assert {finding.rule for finding in result.findings} == {
        "EF-011",
        "EF-013",
        "EF-014",
        "EF-015",
        "EF-017",
        "EF-018",
        "EF-033",
    }


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_another_encoding_is_read_when_it_says_so_and_kept_as_utf_8(encoding: str) -> None:
    text = sample("call").decode().replace("encoding='UTF-8'", f"encoding='{encoding}'").replace("Onderhoud", "Cafés")
    result = parsed(text.encode(encoding))
    assert result.notice is not None
    assert result.notice.lots[2].title == "Cafés"
    assert [finding.rule for finding in result.findings] == ["EF-016"]
    assert "Cafés" in result.kept.decode("utf-8")


def test_a_refusal_does_not_repeat_what_the_body_says() -> None:
    for body in (f"<a><{SECRET}", f'<a xmlns:x="{SECRET}"><x:b></a>', f"<a>&{SECRET};</a>", f"<a {SECRET}='1'/>"):
        result = parsed(body.encode())
        assert result.notice is None
        assert "geheim" not in repr(result)


def test_a_very_long_identifier_is_no_identifier() -> None:
    result = parsed(changed("call", ("bbbbbbbb-2222-4333-8444-555555555555<", "b" * 5000 + "<")))
    assert isinstance(result, Parsed)
    assert {finding.rule for finding in result.findings} == {"EF-011", "EF-026"}
    assert len(notice(changed("call", ("LOT-0001", "L" * 5000))).lots[1].lot_id) < 100


@pytest.mark.parametrize(
    ("body", "nl", "en"),
    [
        (b"<a><b></a>", "het sluitende element hoort niet bij het openende", "closing element does not match"),
        (b"<a>", "het einde ontbreekt", "the end is missing"),
        (b"hello", "het begint niet met een element", "does not begin with an element"),
        (b"<a/><b/>", "na het buitenste element staat nog iets", "something follows the outermost element"),
        (b"<a>Jansen & zoon</a>", "een & in tekst wordt &amp;", "& in text is &amp;"),
        (b"<a>\xff</a>", "de tekens zijn niet te lezen in de genoemde codering", "the encoding it names is not read"),
        (b"<?xml version='1.0' encoding='x-none'?><a/>", "in de genoemde codering", "the encoding it names"),
        (b"<x:a/>", "dit voorvoegsel is niet gedeclareerd", "this prefix is not declared"),
        (b"<a b='1'/><!--", "hier is iets niet afgesloten", "something is not closed here"),
        (b"<a><?b:c?></a><?:?>", "hier klopt de opmaak niet", "the markup is not right here"),
    ],
)
def test_what_is_wrong_with_xml_is_said_in_the_language_of_the_reader(body: bytes, nl: str, en: str) -> None:
    (finding,) = read(body, limits=LIMITS).findings

    assert (finding.rule, nl in finding.nl, en in finding.en) == ("EF-001", True, True), finding
