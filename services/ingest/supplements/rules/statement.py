"""A supplement as one more statement about a procedure: it finds its procedure by the same keys as a notice."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from services.ingest.data_contracts.model import number_of
from services.ingest.data_contracts.supplement import (
    CriterionUsed,
    EnvironmentalCostIndicator,
    InternationalSocialConditions,
    LotSupplement,
    Purchase,
    SocialReturn,
    Supplement,
)
from services.ingest.data_contracts.supplement_rules import OWN_THEME_NEVER_ADDED
from services.ingest.register.rules import Party
from shared.procurement.finding import Finding, Text
from shared.procurement.notice import Buyer, Criterion, LotAnswers, Notice, Organisation, Stage
from shared.procurement.notice import Supplement as Said
from shared.procurement.own_record import OwnRecord, RecordState


def statement_of(record: OwnRecord, *, unit: UUID) -> Notice:
    """What a final or withdrawn version states; `unit` names the supplement, whatever its version."""
    model = Supplement.model_validate(record.content)
    procurement = model.procurement
    references = (procurement.publication_number, procurement.notice_id, procurement.ocid)
    return Notice(
        source=Stage.SUPPLEMENT.value,
        notice_id=str(unit),
        version=str(record.version),
        stage=Stage.SUPPLEMENT,
        dispatched_at=None,
        dispatched_on=None,
        procedure_id=procurement.procedure_id,
        previous=tuple(reference for reference in references if reference is not None),
        own_number=procurement.own_number,
        buyers=() if record.buyer is None else (Buyer(record.buyer, lead=True),),
        supplement=_said(model, record),
    )


def themes_never_added(said: Said, body: Party | None) -> Iterator[Finding]:
    """Answers for themes that the body did not add on any day: they count nowhere."""
    added = {} if body is None else dict.fromkeys(each.theme for each in body.added_themes)
    known = Text(", ".join(added) or "niets", ", ".join(added) or "nothing")
    for lot in said.lots:
        for number, (theme, _) in enumerate(lot.own_themes):
            if theme not in added:
                yield OWN_THEME_NEVER_ADDED.at(f"{lot.place}/ownThemes/{number}/theme", theme, known=known)


def _said(model: Supplement, record: OwnRecord) -> Said:
    if record.state is RecordState.WITHDRAWN:
        return Said(withdrawn=True, release=record.release.value)
    purchase = model.purchase or Purchase()
    return Said(
        withdrawn=False,
        release=record.release.value,
        lots=tuple(_lot(lot, f"/lots/{number}") for number, lot in enumerate(model.lots or ())),
        product_chain=purchase.product_chain,
        purchase_type=purchase.purchase_type,
        category_management=purchase.category_management,
        category=purchase.category,
        launched_on=model.procurement.launched_on,
        awarded_on=model.procurement.awarded_on,
        on_behalf_of=tuple(
            Organisation(f"/onBehalfOf/{number}", None, (each,))
            for number, each in enumerate(sorted({number_of(body) for body in model.on_behalf_of or ()}))
        ),
    )


def _lot(lot: LotSupplement, place: str) -> LotAnswers:
    social = lot.social_return or SocialReturn()
    isv = lot.international_social_conditions or InternationalSocialConditions()
    mki = lot.environmental_cost_indicator or EnvironmentalCostIndicator()
    return LotAnswers(
        lot_id=lot.lot_id or "",
        place=place,
        themes=() if lot.themes is None else tuple(sorted(lot.themes.answers.items())),
        own_themes=tuple((each.theme, each.answer) for each in lot.own_themes or ()),
        criteria=None if lot.criteria is None else tuple(_criterion(each) for each in lot.criteria),
        price_weight=lot.price_weight_percent,
        explained=tuple(sorted((each.theme, each.reason) for each in lot.explanations or ())),
        suitable=social.suitable,
        wage_sum_reached=social.wage_sum_at_least_250000,
        duration_months=social.duration_months,
        isv_applied=isv.applied,
        risk_category=isv.risk_category,
        mki_applied=mki.applied,
        mki_role=mki.role,
    )


def _criterion(used: CriterionUsed) -> Criterion:
    weighs = used.role == "award"
    least = used.weight_percent if weighs else None
    return Criterion(
        theme=used.theme,
        role=used.role,
        level=used.level,
        weight_least=least,
        weight_most=(used.weight_percent_most or least) if weighs else None,
    )
