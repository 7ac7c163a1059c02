"""Which resource of a plan has an id, an ARN or a name that is in another one.

An id belongs to one thing, though other resources may be known by it too; a name belongs to everything that has it.
"""

from __future__ import annotations

from collections.abc import Iterable

from lambdanet.readers.imported_ids import is_of_another, is_own
from lambdanet.readers.surroundings.recipients import is_id_or_arn
from lambdanet.readers.terraform.plan.plan_file import PlannedInstance
from lambdanet.readers.terraform.plan.plan_references import TYPES_OF_ATTRIBUTES

_BY_NAME = {
    **TYPES_OF_ATTRIBUTES,
    "bucket": ("aws_s3_bucket",),
    "cluster": ("aws_ecs_cluster",),
}
"""The types of what an attribute names, where the name may be that of anything else as well; others are words."""


class IdsOfPlan:
    """of_one: id, ARN or name -> the identity of the one resource that has it."""

    def __init__(self, instances: Iterable[tuple[PlannedInstance, str]]) -> None:
        self._types: dict[str, dict[str, str]] = {}
        for instance, identity in instances:
            for name in ("id", "arn"):
                value = instance.values.get(name)
                if isinstance(value, str) and value and not is_of_another(value, instance.type):
                    self._types.setdefault(value, {})[identity] = instance.type
        self.of_one = {text: one for text in self._types if (one := self._one_of(self._types[text], text)) is not None}

    def named(self, attribute: str, text: str) -> str | None:
        """The resource that an attribute names by a text."""
        if text not in self._types or is_id_or_arn(text):
            return self.of_one.get(text)
        types = _BY_NAME.get(attribute, ())
        return self._one_of({one: kind for one, kind in self._types[text].items() if kind in types}, text)

    def _one_of(self, having: dict[str, str], text: str) -> str | None:
        """The one of those that have a text; of several the one of which AWS makes such ids."""
        own = [one for one, kind in having.items() if is_own(text, kind)]
        found = own or list(having)
        return found[0] if len(found) == 1 else None
