"""Patterns of ``fileset``, matched in time that the lengths of pattern and path bound: the input brings the pattern."""

from __future__ import annotations

from itertools import product

from lambdanet.readers.terraform.values.certainty import spend
from lambdanet.records import dataclass

_LONGEST = 200
_MOST_WRITTEN_OUT = 64
# How many comparisons of letters are one step of an evaluation.
_LETTERS_PER_STEP = 2_000


@dataclass(frozen=True)
class Fileset:
    """A pattern as its forms without braces, each in steps from folder to folder."""

    forms: tuple[tuple[str, ...], ...]

    def matches(self, path: str) -> bool:
        """Whether a path below the folder matches. Spends the work, which may end the evaluation."""
        names = path.split("/")
        return any(_leads_to(form, names) for form in self.forms)


def fileset(pattern: str) -> Fileset | None:
    """The pattern; None for what is rarely written, such as ranges, and for more than is worth the work."""
    if len(pattern) > _LONGEST or any(character in pattern for character in "[]!\\"):
        return None
    written = _written_out(pattern)
    forms = [tuple(form.split("/")) for form in written or ()]
    # Before or behind other letters, two stars are no step of their own; in the end they are all that is below.
    if not forms or any("**" in step and step != "**" for form in forms for step in form):
        return None
    return Fileset(tuple(forms))


def _written_out(pattern: str) -> list[str] | None:
    """The pattern once for each choice that its braces give; None where they are nested or not closed."""
    choices: list[list[str]] = []
    count = 1
    rest = pattern
    while rest:
        before, opened, after = rest.partition("{")
        if "}" in before:
            return None
        choices.append([before])
        if not opened:
            break
        inner, closed, rest = after.partition("}")
        if not closed or "{" in inner:
            return None
        choices.append(inner.split(","))
        count *= len(choices[-1])
        if count > _MOST_WRITTEN_OUT:
            return None
    return ["".join(parts) for parts in product(*choices)]


def _leads_to(steps: tuple[str, ...], names: list[str]) -> bool:
    # The steps that the names so far may have led to.
    places = _with_skipped({0}, steps)
    for name in names:
        reached = set()
        for place in places:
            if place < len(steps):
                if steps[place] == "**":
                    reached |= {place, place + 1} if place == len(steps) - 1 else {place}
                elif _is_named(name, steps[place]):
                    reached.add(place + 1)
        places = _with_skipped(reached, steps)
    return len(steps) in places


def _with_skipped(places: set[int], steps: tuple[str, ...]) -> set[int]:
    """With the places behind each ``**/``, which stands for no folder too."""
    found = set(places)
    for place in sorted(places):
        while place < len(steps) - 1 and steps[place] == "**":
            place += 1
            found.add(place)
    return found


def _is_named(name: str, step: str) -> bool:
    """Whether a name matches a step with ``*`` and ``?``: only the last star is ever tried again."""
    spend(len(name) * len(step) // _LETTERS_PER_STEP)
    at = place = 0
    star = tried = -1
    while at < len(name):
        if place < len(step) and step[place] == "*":
            star, tried = place, at
            place += 1
        elif place < len(step) and step[place] in ("?", name[at]):
            place += 1
            at += 1
        elif star >= 0:
            tried += 1
            place, at = star + 1, tried
        else:
            return False
    return all(character == "*" for character in step[place:])
