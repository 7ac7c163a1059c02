"""What rules judge one by one: which resources, and the verdicts on some before a rule looks at them.

A rule names one of these by ``of=``, and its function judges a single subject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Generic, TypeVar

from lambdanet.kit.verdicts import Verdict, not_applicable, not_known
from lambdanet.queries.attachment.attachment import nobody_in_vpc, security_groups_of_functions, settled_by_network
from lambdanet.queries.judged.subnet_verdicts import on_each_subnet
from lambdanet.records import dataclass
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from lambdanet.model import Function, Network, SecurityGroup, Subnet, VpcEndpoint

    UsedSubnet = tuple[Subnet, list[Function]]
    UsedGroup = tuple[SecurityGroup, list[Function]]

S = TypeVar("S")


@dataclass(frozen=True)
class Subjects(Generic[S]):
    """What a rule judges.

    judges: the judged resource, for people.
    walk: yields the verdicts on a network, from what the rule says of one subject.
    """

    judges: str
    walk: Callable[[Network, Callable[[S], Verdict]], Iterable[Verdict]]


def each_of(
    judges: str, subjects: Callable[[Network], Iterable[S]], *steps: Callable[[Network, S], Verdict | None]
) -> Subjects[S]:
    """Every subject, unless one of the steps gives a verdict on it; the first that does counts."""

    def walk(network: Network, judge: Callable[[S], Verdict]) -> Iterator[Verdict]:
        for subject in subjects(network):
            for step in steps:
                settled = step(network, subject)
                if settled is not None:
                    yield settled
                    break
            else:
                yield judge(subject)

    return Subjects(judges, walk)


def functions(judges: str, *steps: Callable[[Network, Function], Verdict | None]) -> Subjects[Function]:
    """Every function, unless one of the steps gives a verdict on it."""
    return each_of(judges, lambda network: network.functions.values(), *steps)


def is_in_vpc(network: Network, function: Function) -> Verdict | None:
    """Gives verdicts on functions that are in no VPC, or may be in none."""
    return settled_by_network(network)[function.identity]


def is_on_demand(sentence: str) -> Callable[[Network, Function], Verdict | None]:
    """Gives verdicts on functions that run on a capacity provider, or may run on one.

    sentence: why the rule is not about them, with ``{}`` for the function.
    """

    def settle(_: Network, function: Function) -> Verdict | None:
        managed = function.managed_instances
        if isinstance(managed, Unknown):
            return not_known(function, f"whether {function.address} runs on a capacity provider", managed)
        return not_applicable(function, sentence.format(function.address)) if managed.value else None

    return settle


def names_subnets(_: Network, function: Function) -> Verdict | None:
    """Gives a verdict on functions that name security groups alone: of no subnet everything is true."""
    none = function.subnets.is_empty() == Known(True)
    return not_applicable(function, f"{function.address} names no subnet.") if none else None


functions_in_vpc = functions("function in a VPC", is_in_vpc)
functions_in_subnets = functions("function in a VPC", is_in_vpc, names_subnets)


def no_callers(endpoint: VpcEndpoint) -> str:
    """Why a rule about the endpoints of functions does not apply to one."""
    return f"No function calls the service of {endpoint.address} from its VPC."


def interface_endpoints(judges: str) -> Subjects[VpcEndpoint]:
    """Every endpoint that is known to be an interface endpoint, with its VPC and its service; others are undecided."""

    def perhaps(network: Network) -> Iterator[VpcEndpoint]:
        for endpoint in network.endpoints.values():
            if isinstance(endpoint.kind, Unknown) or endpoint.kind.value == "Interface":
                yield endpoint

    def is_known(network: Network, endpoint: VpcEndpoint) -> Verdict | None:
        unknown = isinstance(endpoint.kind, Unknown) or isinstance(endpoint.vpc, Unknown)
        # A partner's service is none that functions call as one of AWS.
        if unknown and (endpoint.service_code == Known(None) or nobody_in_vpc(network)):
            return not_applicable(endpoint, no_callers(endpoint))
        if isinstance(endpoint.kind, Unknown):
            return not_known(endpoint, f"whether {endpoint.address} is an interface endpoint", endpoint.kind)
        if isinstance(endpoint.vpc, Unknown):
            return not_known(endpoint, f"in which VPC {endpoint.address} is", endpoint.vpc)
        if isinstance(endpoint.service_code, Unknown):
            return not_known(endpoint, f"for which service {endpoint.address} is", endpoint.service_code)
        return None

    return each_of(judges, perhaps, is_known)


def subnets_with_functions(
    in_doubt: Callable[[str], str],
    judges: str = "subnet used by functions",
    users: Callable[[Network], Iterable[Function] | None] = lambda network: None,
) -> Subjects[UsedSubnet]:
    """Every subnet that functions use, with these functions; also where a function only may use it.

    in_doubt: what is not known of a subnet that is not in the code, from the clause that names it.
    users: the functions to whom subnets that are not in the code matter, if not to all.
    """

    def walk(network: Network, judge: Callable[[UsedSubnet], Verdict]) -> Iterator[Verdict]:
        return on_each_subnet(network, lambda subnet, by: judge((subnet, by)), in_doubt, users(network))

    return Subjects(judges, walk)


def security_groups_with_functions(judges: str = "security group used by functions") -> Subjects[UsedGroup]:
    """Every declared security group that functions are known to use, with these functions."""

    def used(network: Network) -> Iterator[UsedGroup]:
        for identity, users in security_groups_of_functions(network).items():
            yield network.security_groups[identity], users

    return each_of(judges, used)
