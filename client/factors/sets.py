"""What a person does with sets of factors at kpi: propose one."""

from __future__ import annotations

from client.answers import Answer
from client.factors.lists import FactorList
from client.person import AsPerson
from client.profile import Profile
from client.reading import read_answer


class FactorSet(Answer):
    """A set of factors as it was proposed."""

    code: str
    state: str
    licence: str


class FactorSets(AsPerson):
    """The sets of factors of kpi as a person meets them, with that person's token."""

    def __init__(self, profile: Profile, *, token: str, language: str = "en") -> None:
        """Open the connections lazily; no call is made here."""
        super().__init__(profile, "kpi", token=token, language=language)

    def propose(self, list_: FactorList, *, code: str, reason: str) -> FactorSet:
        """Keep a table as a draft that another person may adopt."""
        stated = {
            "code": code,
            "title": list_.title,
            "source": list_.source,
            "licence": list_.licence,
            "region": list_.region,
            "priceYear": str(list_.price_year),
            "reason": reason,
        }
        headers = {"Content-Type": "text/csv"}
        answer = self.call("POST", "/factor-sets", query=stated, content=list_.table, headers=headers)
        return read_answer(FactorSet, answer)
