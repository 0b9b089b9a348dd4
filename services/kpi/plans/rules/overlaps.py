"""Where category plans and action plans of bodies are about the same themes, and where only one of them is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.kpi.plans.rules.plan import Plan


@dataclass(frozen=True, slots=True)
class Overlap:
    """A category plan beside an action plan: themes of both, and of each alone."""

    category_plan: Plan
    action_plan: Plan
    shared: tuple[str, ...]
    of_category: tuple[str, ...]
    of_body: tuple[str, ...]


def overlaps(plans: Sequence[Plan]) -> Iterator[Overlap]:
    """Each category plan beside each action plan of a body; a category plan stands once, whoever else it is of."""
    by_category = [each for each in plans if each.type == "category-plan" and each.place == 0]
    by_body = [each for each in plans if each.type == "action-plan" and each.body is not None]
    for category_plan in sorted(by_category, key=lambda each: (each.category or "", str(each.unit))):
        for action_plan in sorted(by_body, key=lambda each: (each.name or "", str(each.unit))):
            ours, theirs = category_plan.pursued, action_plan.pursued
            yield Overlap(
                category_plan,
                action_plan,
                shared=tuple(sorted(ours & theirs)),
                of_category=tuple(sorted(ours - theirs)),
                of_body=tuple(sorted(theirs - ours)),
            )
