"""Bodies beside others, coverage, blind spots and product chains as tables for people."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from client.show.figures import shown_figure, shown_reason
from client.tables import Column, Table
from client.words import Words

_KEPT_APART: Final = {
    "no-direction": "meer is niet beter, minder ook niet",
    "no-value": "geen waarde",
    "coverage-below-0.8": "dekking onder 0,8",
    "fewer-than-10-units": "minder dan 10 eenheden",
    "no-bounds": "geen grenzen",
}
_SIZES: Final = {"small": "klein", "medium": "middel", "large": "groot"}


def scorecard_table(answer: Mapping[str, Any], words: Words) -> Table:
    """A line per indicator and part of the period, with the peers together and the place beside it."""
    rows = []
    for item in answer["items"]:
        share = item["definition"]["kind"] == "share"
        for row in item["rows"]:
            peers = row["peers"]
            numbers = (row["value"], row["lower"], row["upper"], peers["value"])
            coverage = (row.get("coverage") or {}).get("answers")
            place = _place(row["standing"], words, listed=row["listed"])
            rows.append(
                [
                    item["indicator"],
                    item["names"][words.language],
                    row["period"]["from"][:4] if answer["granularity"] == "year" else row["period"]["from"],
                    *(shown_figure(number, words, share=share) for number in numbers[:3]),
                    shown_figure(coverage, words, share=True),
                    shown_figure(numbers[3], words, share=share),
                    place or shown_reason(row["reason"], words),
                ]
            )
    headings = [
        words(nl="waarde", en="value"),
        words(nl="onder", en="lower"),
        words(nl="boven", en="upper"),
        words(nl="dekking", en="coverage"),
        words(nl="zoals deze", en="peers"),
    ]
    return Table(
        [
            Column("code"),
            Column(words(nl="naam", en="name"), prose=True),
            Column(words(nl="periode", en="period")),
            *(Column(heading, number=True) for heading in headings),
            Column(words(nl="plaats", en="place"), prose=True),
        ],
        rows,
        title=f"{answer['name'] or ''} {answer['party']}".strip(),
        note=words(nl="Ernaast: ", en="Beside it: ") + answer["peers"]["says"][words.language],
        leads=3,
    )


def ranking_table(answer: Mapping[str, Any], words: Words) -> Table:
    """Bodies in order, those without a place last."""
    share = answer["definition"]["kind"] == "share"
    rows = []
    for row in answer["rows"]:
        coverage = (row.get("coverage") or {}).get("answers")
        rows.append(
            [
                _place(row["standing"], words, listed=answer["listed"]),
                row["name"] or row["organisation"],
                *(shown_figure(row[name], words, share=share) for name in ("value", "lower", "upper")),
                shown_figure(coverage, words, share=True),
                words.number(row["countedUnits"]),
            ]
        )
    headings = [
        words(nl="waarde", en="value"),
        words(nl="onder", en="lower"),
        words(nl="boven", en="upper"),
        words(nl="dekking", en="coverage"),
        words(nl="geteld", en="counted"),
    ]
    return Table(
        [
            Column(words(nl="plaats", en="place"), prose=True),
            Column(words(nl="organisatie", en="body"), prose=True),
            *(Column(heading, number=True) for heading in headings),
        ],
        rows,
        title=f"{answer['indicator']} {answer['period']['from']} - {answer['period']['until']}",
        note=answer["rule"]["says"][words.language],
        leads=2,
    )


def coverage_table(answer: Mapping[str, Any], words: Words) -> Table:
    """A line per scope and measure: what was seen, of what there is."""
    measures = {
        "bodies": words(nl="organisaties", en="bodies"),
        "procedures": words(nl="aanbestedingen", en="procedures"),
        "awarded": words(nl="gegund, euro", en="awarded, euros"),
        "spend": words(nl="uitgegeven, euro", en="spent, euros"),
    }
    rows = []
    for item in answer["items"]:
        for name, measure in measures.items():
            seen = item[name]
            outside = seen["outside"]
            more = words(nl="meer dan ", en="more than ") if outside and outside["atLeast"] else ""
            rows.append(
                [
                    item["names"][words.language],
                    measure,
                    words.number(seen["seen"]),
                    f"{more}{words.number(outside['amount'])}" if outside else words(nl="niet bekend", en="not known"),
                    shown_figure(seen["share"], words, share=True),
                    outside["source"] if outside else "",
                ]
            )
    return Table(
        [
            Column(words(nl="van wie", en="of whom"), prose=True),
            Column(words(nl="wat", en="what"), prose=True),
            Column(words(nl="gezien", en="seen"), number=True),
            Column(words(nl="er is", en="there is"), number=True),
            Column(words(nl="deel", en="share"), number=True),
            Column(words(nl="volgens", en="according to"), prose=True),
        ],
        rows,
        title=str(answer["year"]),
        leads=2,
    )


def blind_spots_table(answer: Mapping[str, Any], words: Words) -> Table:
    """What is not measured, that which could move a figure most first."""
    rows = []
    for item in answer["items"]:
        where = [item.get(name) or "" for name in ("tier", "theme", "method", "productChain")]
        width = item["width"]
        rows.append(
            [
                item["indicator"],
                " ".join(part for part in where if part),
                words.number(item["withoutAnswer"]) if item["units"] else words(nl="alles", en="all"),
                words.number(item["units"]),
                words(nl="geen grens", en="no bound") if width is None else words.number(width, 4),
                item["instrument"]["says"][words.language],
            ]
        )
    return Table(
        [
            Column("code"),
            Column(words(nl="waar", en="where"), prose=True),
            Column(words(nl="onbekend", en="unknown"), number=True),
            Column(words(nl="van", en="of"), number=True),
            Column(words(nl="speling", en="play"), number=True),
            Column(words(nl="wat het zou meten", en="what would measure it"), prose=True),
        ],
        rows,
        title=str(answer["year"]),
        note=words(
            nl="Speling: hoe ver het cijfer door wat onbekend is nog kan bewegen.",
            en="Play: how far what is unknown could still move the figure.",
        ),
        leads=2,
    )


def chain_tables(answer: Mapping[str, Any], words: Words) -> Iterator[Table]:
    """The chain in lines, then its themes, then its figures."""
    chain, language = answer["chain"], words.language
    sizes = [
        f"{each['indicator']} {shown_figure(each['value'], words, share=False)} {each['unit']}"
        for each in (*answer["volume"], *answer["spend"])
    ]
    phases = [
        f"{each['assessedOn']}: {each['phase'] or '?'} {each['evidence'] or ''}".strip() for each in answer["phases"]
    ]
    plans = [
        f"{each['year']} {each['title'] or each['type']} {each['address'] or ''}".strip() for each in answer["plans"]
    ]
    documents = [f"{each['day']} {each['title']} {each['address']}" for each in answer["documents"]]
    stated = {
        words(nl="cluster", en="cluster"): chain["clusterNames"][language],
        words(nl="prioriteit", en="priority"): _yes_no(chain["priority"], words),
        words(nl="in criteriatool", en="in criteria tool"): _yes_no(chain["inCriteriaTool"], words),
        words(nl="gekozen voor", en="chosen for"): ", ".join(map(str, chain["selectedFor"])),
        words(nl="begin met", en="begin with"): ", ".join(chain["shortlist"]),
        words(nl="grootte", en="size"): tuple(sizes),
        words(nl="fase", en="phase"): tuple(phases),
        words(nl="plannen", en="plans"): tuple(plans),
        words(nl="activiteiten", en="activities"): words.number(len(answer["activities"])),
        words(nl="documenten", en="documents"): tuple(documents),
    }
    title = f"{chain['code']} {chain['names'][language]} ({answer['period']['from'][:4]})"
    yield Table([Column(name) for name in stated], [list(stated.values())], blocks=True, title=title)
    yield Table(
        [
            Column(words(nl="thema", en="theme"), prose=True),
            Column(words(nl="telt", en="counts")),
            Column(words(nl="hoeveel", en="how much")),
        ],
        [
            [
                each["names"][language],
                words(nl="per geval", en="case by case")
                if each["relevant"] is None
                else _yes_no(each["relevant"], words),
                words(nl=_SIZES.get(each["size"] or "", ""), en=each["size"] or ""),
            ]
            for each in answer["relevance"]
        ],
    )
    yield _figures_of_chain(answer["indicators"], answer["withheld"], words)


def _figures_of_chain(
    indicators: Sequence[Mapping[str, Any]], withheld: Sequence[Mapping[str, Any]], words: Words
) -> Table:
    rows = []
    for item in indicators:
        share = item["definition"]["kind"] == "share"
        for row in item["rows"]:
            if row["counts"] is None or (row["value"] is None and row["reason"] == "no-rows"):
                continue
            rows.append(
                [
                    item["indicator"],
                    item["names"][words.language],
                    row.get("theme") or row.get("method") or "",
                    *(shown_figure(row[name], words, share=share) for name in ("value", "lower", "upper")),
                    shown_reason(row["reason"], words),
                ]
            )
    kept = ", ".join(each["indicator"] for each in withheld)
    return Table(
        [
            Column("code"),
            Column(words(nl="naam", en="name"), prose=True),
            Column(words(nl="thema", en="theme"), prose=True),
            *(
                Column(heading, number=True)
                for heading in (
                    words(nl="waarde", en="value"),
                    words(nl="onder", en="lower"),
                    words(nl="boven", en="upper"),
                )
            ),
            Column(words(nl="reden", en="reason"), prose=True),
        ],
        rows,
        note=words(nl=f"Met een token ook: {kept}.", en=f"With a token also: {kept}.") if kept else "",
        leads=3,
    )


def _place(standing: Mapping[str, Any], words: Words, *, listed: int) -> str:
    """A place of how many, said when it is shared; else why there is none."""
    place, reason = standing["place"], standing["notComparable"]
    if place is None:
        return words(nl=_KEPT_APART.get(reason, reason), en=reason)
    of = words(nl=f"{place} van {listed}", en=f"{place} of {listed}")
    if standing["sharedBy"] == 1:
        return of
    return f"{of} {words(nl='gedeeld', en='shared')}"


def _said(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part is not None)


def _yes_no(value: bool | None, words: Words) -> str:  # noqa: FBT001 - it is the answer itself
    if value is None:
        return words(nl="per geval", en="case by case")
    return words(nl="ja", en="yes") if value else words(nl="nee", en="no")
