"""Each chart at its own address: `/grafieken/<kind>.svg`, `.png` and `.csv`, to embed and to take home."""

from typing import Final, Literal

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import ValidationError

from dashboard.charts.drawing import CannotDraw, Drawer
from dashboard.charts.kinds import (
    ambition,
    bars,
    dumbbells,
    goal_path,
    goal_tree,
    heat,
    lines,
    promises,
    scorecard,
    spend,
)
from dashboard.page.faults import NotThere
from dashboard.page.page import ThisPage

router = APIRouter()

KINDS: Final = {
    module.KIND: module
    for module in (lines, bars, ambition, dumbbells, scorecard, spend, goal_path, goal_tree, promises, heat)
}
_MEDIA: Final = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}


@router.get("/grafieken/{kind}.{form}")
def draw(kind: str, form: Literal["svg", "png", "csv"], request: Request, page: ThisPage) -> Response:
    """One chart as a picture or as a table."""
    module = KINDS.get(kind)
    if module is None:
        raise NotThere(kind, [(f"/grafieken/{each}.{form}", each) for each in KINDS])
    try:
        asked = module.Asked.model_validate(_stated(request))
    except ValidationError as unfit:
        raise RequestValidationError(unfit.errors()) from unfit
    chart = module.chart(page, asked)
    if form == "csv":
        name = f"{kind}-{'-'.join(str(each) for each in chart.query.values() if each)[:80]}"
        safe = "".join(each if each.isalnum() or each in "-_" else "-" for each in name if each.isascii())
        return Response(
            chart.csv(), media_type=_MEDIA[form], headers={"Content-Disposition": f'attachment; filename="{safe}.csv"'}
        )
    drawer: Drawer = request.app.state.drawer
    try:
        drawn = drawer.draw(chart.spec, grammar=chart.grammar, form=form)
    except CannotDraw:
        return Response(status_code=503, headers={"Retry-After": "5"})
    headers = {"ETag": f'"{drawn.tag}"', "Cache-Control": "max-age=60"}
    if f'"{drawn.tag}"' in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    return Response(drawn.content, media_type=_MEDIA[form], headers=headers)


def _stated(request: Request) -> dict[str, object]:
    query = request.query_params
    return {name: values if len(values := query.getlist(name)) > 1 else values[0] for name in query}
