"""Verdicts on the subnets of functions, also where the code says only that a function uses some of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.kit.verdicts import FAILED, UNDECIDED, Verdict, doubted, failed
from lambdanet.kit.wording import names
from lambdanet.queries.attachment.attachment import (
    hidden_subnets,
    subnets_elsewhere,
    subnets_of_functions,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lambdanet.model import Function, Network, Subnet
    from lambdanet.values import Unknown

    Judge = Callable[[Subnet, list[Function]], Verdict]


def on_each_subnet(
    network: Network, judge: Judge, what_is_unknown: Callable[[str], str], functions: Iterable[Function] | None = None
) -> Iterator[Verdict]:
    """The verdict on each subnet that functions use, as ``judge`` says of it and of the functions that use it.

    A subnet that is not in the code is undecided: ``what_is_unknown`` says what is not known, from the clause that
    names it, and the reason follows. So is one that may be any of several, unless these all pass, and are judged in its
    place, or all fail: then the function fails, whichever it uses.
    functions: those to whom subnets that are not in the code matter, if not to all.
    """
    for resource, clause, why in subnets_elsewhere(network, functions):
        yield doubted(resource, what_is_unknown(clause), why)
    used = subnets_of_functions(network)
    for identity, users in used.items():
        yield judge(network.subnets[identity], users)
    judged = set(used)
    for function, unknown, is_certain in hidden_subnets(network, functions):
        found = _on_candidates(network, function, unknown, judge)
        doubt = doubted(function, what_is_unknown(f"a subnet of {function.address}"), unknown)
        if not found or any(verdict.kind == UNDECIDED for verdict in found):
            yield doubt
        elif all(verdict.kind != FAILED for verdict in found):
            for verdict in found:
                if verdict.resource.identity not in judged:
                    judged.add(verdict.resource.identity)
                    yield verdict
        elif is_certain and all(verdict.kind == FAILED for verdict in found):
            subnets = [verdict.resource for verdict in found]
            sentence = f"{function.address} uses {names(subnets)} or some of them. {found[0].explanation}"
            yield failed(function, sentence + (" The others fail too." if len(found) > 1 else ""), subnets)
        else:
            yield doubt


def _on_candidates(network: Network, function: Function, unknown: Unknown, judge: Judge) -> list[Verdict]:
    """The verdicts on all that a subnet may be; none where it may be something else."""
    if not unknown.exhaustive or not all(network.subnets[one].declared for one in unknown.candidates):
        return []
    used = subnets_of_functions(network)
    return [judge(network.subnets[one], [*used.get(one, ()), function]) for one in sorted(unknown.candidates)]
