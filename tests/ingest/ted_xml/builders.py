"""Notices of TED from before eForms, made here: a call and its award, and an award of an older release."""

import os
from pathlib import Path

import pytest

from services.ingest.formats.parsed import Limits, Parsed
from services.ingest.formats.ted_xml.reader import read
from shared.procurement.notice import Notice

NAMESPACE = "http://publications.europa.eu/resource/schema/ted/R2.0.9/publication"
OLDER = "http://publications.europa.eu/TED_schema/Export"
LIMITS = Limits()

_BUYER = """<CONTRACTING_BODY><ADDRESS_CONTRACTING_BODY><OFFICIALNAME>Gemeente Voorbeeld</OFFICIALNAME>
<NATIONALID>00000001001000001000</NATIONALID><ADDRESS>Plein 1</ADDRESS><TOWN>Voorbeeld</TOWN><COUNTRY VALUE="NL"/>
<CONTACT_POINT>Afdeling Inkoop, J. de Vries</CONTACT_POINT><PHONE>+31 201234567</PHONE>
<E_MAIL>inkoop@voorbeeld.nl</E_MAIL>
<n2016:NUTS CODE="NL329"/></ADDRESS_CONTRACTING_BODY><CA_TYPE VALUE="REGIONAL_AUTHORITY"/></CONTRACTING_BODY>"""
_LOTS = """<LOT_DIVISION/><OBJECT_DESCR ITEM="1"><TITLE><P>Noord</P></TITLE><LOT_NO>1</LOT_NO>
<CPV_ADDITIONAL><CPV_CODE CODE="90911200"/></CPV_ADDITIONAL><n2016:NUTS CODE="NL329"/>
<SHORT_DESCR><P>Kantoren in noord.</P></SHORT_DESCR>
<AC><AC_QUALITY><AC_CRITERION>Duurzame aanpak</AC_CRITERION><AC_WEIGHTING>60 %</AC_WEIGHTING></AC_QUALITY>
<AC_PRICE><AC_WEIGHTING>40</AC_WEIGHTING></AC_PRICE></AC>{value}<DURATION TYPE="MONTH">24</DURATION>
<NO_EU_PROGR_RELATED/></OBJECT_DESCR>
<OBJECT_DESCR ITEM="2"><TITLE><P>Zuid</P></TITLE><LOT_NO>2</LOT_NO><AC><AC_PRICE/></AC>
<DATE_START>2020-01-01</DATE_START><DATE_END>2021-12-31</DATE_END></OBJECT_DESCR>"""


def _export(form: str, number: str, *, namespace: str = NAMESPACE, reference: str = "") -> bytes:
    digits, year = number.split("-")
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TED_EXPORT xmlns="{namespace}" xmlns:n2016="http://publications.europa.eu/resource/schema/ted/2016/nuts"
 VERSION="R2.0.9.S03.E01" DOC_ID="{number}" EDITION="{year}001">
<TECHNICAL_SECTION><RECEPTION_ID>20-000001-001</RECEPTION_ID><FORM_LG_LIST>NL </FORM_LG_LIST></TECHNICAL_SECTION>
<LINKS_SECTION/><CODED_DATA_SECTION><NOTICE_DATA>
<NO_DOC_OJS>{year}/S 001-{digits}</NO_DOC_OJS>
<LG_ORIG>NL</LG_ORIG>
<ISO_COUNTRY VALUE="NL"/>{reference}</NOTICE_DATA><CODIF_DATA>
<DS_DATE_DISPATCH>{year}0302</DS_DATE_DISPATCH></CODIF_DATA>
</CODED_DATA_SECTION><TRANSLATION_SECTION><ML_TITLES>
<ML_TI_DOC LG="EN"><TI_CY>Netherlands</TI_CY></ML_TI_DOC></ML_TITLES>
</TRANSLATION_SECTION><FORM_SECTION>{form}</FORM_SECTION></TED_EXPORT>""".encode()


def _object(lots: str, *, value: str = "") -> str:
    return f"""<OBJECT_CONTRACT><TITLE><P>Schoonmaak van kantoren</P></TITLE>
<REFERENCE_NUMBER>2020-17</REFERENCE_NUMBER>
<CPV_MAIN><CPV_CODE CODE="90910000"/></CPV_MAIN><TYPE_CONTRACT CTYPE="SERVICES"/>
<SHORT_DESCR><P>Schoonmaak van kantoren</P></SHORT_DESCR>{value}{lots}</OBJECT_CONTRACT>"""


def call() -> bytes:
    """A contract notice (F02) for two lots."""
    lots = _LOTS.format(value='<VAL_OBJECT CURRENCY="EUR">600000.00</VAL_OBJECT>')
    value = '<VAL_ESTIMATED_TOTAL CURRENCY="EUR">900000.00</VAL_ESTIMATED_TOTAL>'
    return _export(
        f"""<F02_2014 CATEGORY="ORIGINAL" FORM="F02" LG="NL"><LEGAL_BASIS VALUE="32014L0024"/>{_BUYER}
{_object(lots, value=value)}<LEFTI><RESTRICTED_SHELTERED_WORKSHOP/><PERFORMANCE_CONDITIONS><P>Social return</P>
</PERFORMANCE_CONDITIONS></LEFTI><PROCEDURE><PT_OPEN/></PROCEDURE><COMPLEMENTARY_INFO>
<DATE_DISPATCH_NOTICE>2020-03-02</DATE_DISPATCH_NOTICE></COMPLEMENTARY_INFO></F02_2014>""",
        "100001-2020",
    )


def awarded(lot: str, *, number: str = "C-1", inside: str = "") -> str:
    """One award, to one firm, for a lot."""
    values = inside or '<VALUES><VAL_TOTAL CURRENCY="EUR">550000.00</VAL_TOTAL></VALUES>'
    return f"""<AWARD_CONTRACT ITEM="1"><CONTRACT_NO>{number}</CONTRACT_NO>{lot}<AWARDED_CONTRACT>
<DATE_CONCLUSION_CONTRACT>2020-08-01</DATE_CONCLUSION_CONTRACT><TENDERS><NB_TENDERS_RECEIVED>3</NB_TENDERS_RECEIVED>
<NB_TENDERS_RECEIVED_SME>2</NB_TENDERS_RECEIVED_SME></TENDERS><CONTRACTORS><NO_AWARDED_TO_GROUP/><CONTRACTOR>
<ADDRESS_CONTRACTOR><OFFICIALNAME>Schoon BV</OFFICIALNAME><NATIONALID>12345678</NATIONALID><TOWN>Voorbeeld</TOWN>
<COUNTRY VALUE="NL"/><E_MAIL>jan@schoon.nl</E_MAIL></ADDRESS_CONTRACTOR><SME/></CONTRACTOR></CONTRACTORS>{values}
</AWARDED_CONTRACT></AWARD_CONTRACT>"""


NOT_AWARDED = """<AWARD_CONTRACT ITEM="2"><LOT_NO>2</LOT_NO><NO_AWARDED_CONTRACT><PROCUREMENT_UNSUCCESSFUL/>
</NO_AWARDED_CONTRACT></AWARD_CONTRACT>"""


def award(
    awards: str = awarded("<LOT_NO>1</LOT_NO>") + NOT_AWARDED, *, lots: str | None = None, more: str = ""
) -> bytes:
    """A contract award notice (F03) that refers to the call."""
    value = '<VAL_TOTAL CURRENCY="EUR">550000.00</VAL_TOTAL>'
    return _export(
        f"""<F03_2014 CATEGORY="ORIGINAL" FORM="F03" LG="NL"><LEGAL_BASIS VALUE="32014L0024"/>{_BUYER}
{_object(_LOTS.format(value="") if lots is None else lots, value=value)}<PROCEDURE><PT_OPEN/>
<NOTICE_NUMBER_OJ>2020/S 001-100001</NOTICE_NUMBER_OJ></PROCEDURE>{awards}<COMPLEMENTARY_INFO>
<DATE_DISPATCH_NOTICE>2020-09-01</DATE_DISPATCH_NOTICE></COMPLEMENTARY_INFO>{more}</F03_2014>""",
        "200002-2020",
        reference="<REF_NOTICE><NO_DOC_OJS>2020/S 001-100001</NO_DOC_OJS></REF_NOTICE>",
    )


def parsed(body: bytes) -> Parsed:
    return read(body, limits=LIMITS)


def notice_of(body: bytes) -> Notice:
    """The notice of a body that is read; says what was found when it is not."""
    got = parsed(body)
    assert got.notice is not None, got.findings
    return got.notice


def rules_of(body: bytes) -> list[str]:
    return [each.rule for each in parsed(body).findings]


def real(part: str) -> list[Path]:
    """The real files in a part of the test data."""
    root = os.environ.get("PPDS_TEST_DATA")
    if root is None:
        pytest.skip("PPDS_TEST_DATA does not say where the real notices are")
    return sorted((Path(root) / "ted-legacy" / part).glob("*.xml"))
