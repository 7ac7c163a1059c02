"""What an analysis of code cannot know, for the person who has to rely on it."""

from __future__ import annotations

_CODE = (
    "The code is all that was read. What is in the account but not in the code, and what was changed there "
    "by hand, is not in this report: a rule that somebody added in the console, a route that a virtual private gateway "
    "learned, the other side of a peering connection, quotas that were raised."
)
_CODE_AND_FILES = (
    "The code was read, and the files that describe what is outside of it; each is listed with its day. What changed "
    "in the account since then, and what is there but in neither the code nor the files, is not in this report."
)
_LIMITS = (
    "A failure is proved by the code, assuming that it is deployed unchanged. A pass is proved too, but only for what "
    "the rule asks: it does not say that the function works, or that it is secure.",
    "Undecided does not mean passed. The section on undecided answers says what would decide each.",
    "What a function's program does is not read. That it needs a private resource or a service is concluded from its "
    "environment, its role and its mounts; needs that only the program knows are not seen.",
    "Names in DNS, certificates, database users, what listens on a port, and firewalls outside the VPC are not "
    "followed.",
    "Policies of the organisation, permissions boundaries and conditions on sessions may forbid what a role allows.",
    "Values that the deployment sets can differ from the defaults, the values files and the plan that were read.",
    "Files that could not be read are listed under the scope; this report does not cover what they declare.",
)


def limits(facts_are_given: bool) -> tuple[str, ...]:
    """One paragraph each. facts_are_given: there are files that say what is outside the code."""
    return (_CODE_AND_FILES if facts_are_given else _CODE, *_LIMITS)
