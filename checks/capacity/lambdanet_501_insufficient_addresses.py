"""
What it checks
    A subnet that functions use has an address for each network interface in it. The explanation lists the terms of the
    sum:

    - one for each distinct set of security groups of the functions on the subnet: all functions with the set share it;
    - more where the functions of a set declare over 65,000 concurrent executions (reserved concurrency, or else
      provisioned), because each holds at least one connection;
    - one for each NAT gateway, interface endpoint, mount target, network interface and EC2 instance in the subnet, and
      1 to 8 for a load balancer;
    - zero or one for a database or other private resource that may be in one of several subnets, up to the number of
      its nodes for a cache, a search domain, a data warehouse or a cluster of brokers (three for a node of OpenSearch,
      as AWS asks), and up to 215 for an RDS Proxy, which uses no more in a VPC;
    - zero or one if somebody outside the scanned code may keep executions of a function ready.

    This sum, times the setting ``address_headroom``, must not exceed the addresses of the subnet less the five that
    AWS keeps. What the code does not declare is not counted, nor are containers and other resources that this pack does
    not read: use the headroom for them.

    The setting ``capacity_model: per-execution`` replaces the first two terms by the formula that AWS gave when the
    document was written: peak concurrent executions x memory / 3 GB, spread evenly over the subnets of the function,
    with the reserved concurrency as the peak. AWS removed the formula in September 2019, when functions began to share
    interfaces; it asks for many more addresses than functions need today. Use it only if the rules of your organisation
    still do.

Why
    The document asks for enough IP addresses in each subnet. When none is left, Lambda cannot make the interface, and
    the function stays or becomes inactive (``SubnetOutOfIPAddresses``); other resources in the subnet fail to scale.

Passes when
    Even the highest value of the sum fits. A reserved concurrency that is not known counts as none: only one above
    65,000 makes a difference.

Fails when
    Even the lowest value of the sum does not fit.

Undecided when
    The block of the subnet is not known, or the sum may or may not fit: a load balancer may grow, a database may be in
    another subnet, a function, its security groups, the number of nodes of a cluster or of other interfaces is not
    known from the code, or a function runs on managed instances. Interfaces that are in a subnet of an account already
    may be those of the code.
    With ``per-execution`` also when a function has no reserved concurrency.

Fix in Terraform
    Give the subnet a larger block, which replaces it, or let functions share their security groups:

Fix in CloudFormation
    Give the subnet a larger block, which replaces it, or let functions share their security groups:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-network-prereqs.html
    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html
    https://aws.amazon.com/blogs/compute/announcing-improved-vpc-networking-for-aws-lambda-functions/
    https://github.com/awsdocs/aws-lambda-developer-guide/commit/78214f1
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lambdanet.kit.controls import RELIABILITY_PILLAR
from lambdanet.kit.rule_kit import doubted, failed, passed, rule, undecided
from lambdanet.kit.wording import causes, missing_facts, reasons
from lambdanet.queries.addresses.interface_demand import demand
from lambdanet.queries.addresses.subnet_sizes import free_addresses, ipv4_block, usable_addresses
from lambdanet.queries.attachment.attachment import subnets_of_functions
from lambdanet.queries.judged.subjects import subnets_with_functions
from lambdanet.values import Unknown

if TYPE_CHECKING:
    from lambdanet.kit.verdicts import Verdict
    from lambdanet.model import Network
    from lambdanet.queries.judged.subjects import UsedSubnet
    from lambdanet.settings.known_settings import Settings


@rule(
    id="LAMBDANET_501",
    name="Ensure a subnet of Lambda functions has an address for each network interface",
    statements=("S9",),
    severity="HIGH",
    of=subnets_with_functions(lambda clause: f"The size of {clause} is not known"),
    since="0.1.0",
    frameworks=(RELIABILITY_PILLAR("REL02-BP03"),),
)
def judge(used: UsedSubnet, network: Network, settings: Settings) -> Verdict:
    subnet, _ = used
    per_execution = settings.capacity_model == "per-execution"
    # Of a subnet that functions only may use the demand says itself; what it certainly is, is that of the others.
    functions = subnets_of_functions(network).get(subnet.identity, [])
    block, usable = ipv4_block(subnet), usable_addresses(subnet)
    if isinstance(block, Unknown) or isinstance(usable, Unknown):
        why = [item for item in (block, usable) if isinstance(item, Unknown)]
        return doubted(subnet, f"The size of {subnet.address} is not known", *why)
    found = demand(network, subnet.identity, functions, per_execution)
    least, most = (math.ceil(number * settings.address_headroom) for number in (found.least, found.most))
    free = free_addresses(subnet, usable.value, found.others)
    size = f"{subnet.address} ({block.value}) has {usable.value} usable addresses{free.clause}"
    terms = found.in_words()
    times = "" if settings.address_headroom == 1 else f" (the sum times the headroom {settings.address_headroom:g})"
    if least > free.most:
        needed = f"{'' if found.least == found.most and not found.doubts else 'at least '}{least}{times}"
        way = "lower the functions' concurrency" if per_execution else "let functions share their security groups"
        return failed(subnet, f"{size} and needs {needed}: {terms}. Give it a larger block, or {way}.", functions[:5])
    if found.doubts or most > free.least:
        needed = f"{least if least == most else f'{least} to {most}'}{times}"
        doubts = f"; {reasons(*found.doubts)}" if found.doubts else ""
        sentence = f"{size} and needs {needed}: {terms}{doubts}. It is not known whether that is enough{free.why}."
        return undecided(subnet, sentence, functions[:5], causes(*found.doubts), waits_for=missing_facts(*found.doubts))
    return passed(subnet, f"{size} and needs at most {most}{times}: {terms}.")
