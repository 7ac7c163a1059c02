"""Makes the calls of one Region, or those that are made once for the account."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import jmespath

from lambdanet.snapshot.aws_answers import answer_of
from lambdanet.snapshot.calls import Call, limited_to
from lambdanet.snapshot.problems import NotAnswered

# Nothing else is an id that a file can have as its name.
_ID = re.compile(r"[A-Za-z0-9][\w.-]*")
# Call and id by the name of the file.
_Asked = tuple[str, Call, str]


class RegionSnapshot:
    """The answers of a Region, one by one, and what is missing."""

    def __init__(
        self, client: Callable[[str], Any], calls: Sequence[Call], vpcs: Sequence[str], page_size: int
    ) -> None:
        self.missing: dict[str, str] = {}
        self._client = client
        self._calls = calls
        self._vpcs = list(vpcs)
        self._page_size = page_size
        self._answers: dict[str, list[Any]] = {}

    def answers(self, progress: Callable[[int, int], None] | None) -> Iterator[tuple[str, Any]]:
        """The name of each file with what it holds."""
        done = 0
        for index, call in enumerate(self._calls):
            asked = list(self._asked(call))
            for number, (name, _, id) in enumerate(asked):
                answer = self._answer(name, call, id)
                if answer is not None:
                    yield name, answer
                if progress is not None:
                    # How often the calls to come are made, is not known yet.
                    progress(done + number + 1, done + len(asked) + len(self._calls) - index - 1)
            done += len(asked)

    def _asked(self, call: Call) -> Iterator[_Asked]:
        """How often a call is made: once, or for each id in the answers of another one."""
        if call.each is None:
            yield call.file, call, ""
            return
        if call.each.operation not in self._answers:
            self.missing[call.file.replace(".{id}", "")] = "what it is asked about is missing"
            return
        self._answers.setdefault(call.operation, [])
        for answer in self._answers[call.each.operation]:
            for id in jmespath.search(call.each.path, answer) or ():
                # An ARN ends in what distinguishes it from others.
                named = id.rpartition("/")[2]
                if _ID.fullmatch(named):
                    yield call.file.replace("{id}", named), call, id

    def _answer(self, name: str, call: Call, id: str) -> Any:
        try:
            limit = limited_to(call, self._vpcs)
            answer = answer_of(self._client(call.service), call, limit, id, self._page_size)
        except NotAnswered as problem:
            self.missing[name] = str(problem)
            return None
        if answer.get("AdditionalRoutesAvailable"):
            self.missing[name] = "AWS gives the first 1,000 routes only"
        self._answers.setdefault(call.operation, []).append(answer)
        return answer
