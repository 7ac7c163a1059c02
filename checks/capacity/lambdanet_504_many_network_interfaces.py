"""
What it checks
    The functions of a VPC do not need more network interfaces than Lambda may have there (setting
    ``network_interface_quota``). Lambda makes one for each distinct pair of a subnet and a set of security groups.

Why
    When the quota is used up, functions with a new pair cannot be connected (``EniLimitExceeded``). Groups of their
    own for each of many functions in many subnets lead there.

    AWS's pages disagree about the quota: the page of Lambda's quotas says 500 interfaces for each VPC, shared with
    other services such as EFS, the page on network problems still says 250. This rule takes 500, as the quotas' page
    is where AWS says what the quotas are. It can be raised on request; set what Service Quotas shows for your account.

Passes when
    There are not more pairs than the quota, even if what is not known of the functions makes as many as it can.

Fails when
    There provably are more pairs than the quota.

Undecided when
    Subnets or security groups of functions are not told by the code and may make more, or the VPC of a function is
    not. Functions on managed instances are not counted. Where the code does not declare the VPC, the functions are
    judged in its place.

Fix in Terraform
    Give functions with the same needs the same security groups and subnets:

        vpc_config {
          subnet_ids         = local.private_subnet_ids
          security_group_ids = [aws_security_group.functions.id]
        }

Fix in CloudFormation
    Give functions with the same needs the same security groups and subnets:

        VpcConfig:
          SubnetIds: [!Ref PrivateSubnetA, !Ref PrivateSubnetB]
          SecurityGroupIds: [!Ref FunctionsSecurityGroup]

References
    https://docs.aws.amazon.com/whitepapers/latest/serverless-architectures-lambda/network-configuration.html
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html
"""

from lambdanet.queries.attachment import perhaps_in_vpc
from lambdanet.queries.interface_pairs import pairs_by_vpc
from lambdanet.rule_kit import failed, passed, rule, undecided
from lambdanet.values import Unknown
from lambdanet.wording import counted, names, reasons


@rule(
    id="LAMBDANET_504",
    name="Ensure the functions of a VPC stay within the quota of network interfaces",
    statements=("S9",),
    severity="MEDIUM",
    judges="VPC with functions",
    since="0.1.0",
)
def judge(network, settings):
    by_vpc, homeless = pairs_by_vpc(network)
    for identity, pairs in by_vpc.items():
        vpc = network.vpcs.get(identity)
        judged = [vpc] if vpc is not None and vpc.place.file else pairs.functions
        for resource in judged:
            yield _verdict(network, resource, vpc, pairs, settings.network_interface_quota)
    for function in homeless:
        vpcs = [network.subnets[identity].vpc for identity in function.subnets.known()]
        why = reasons(*function.subnets.unknowns(), *(vpc for vpc in vpcs if isinstance(vpc, Unknown)))
        told = why or "its subnets name none"
        yield undecided(function, f"It is not known in which VPC {function.address} is: {told}.")
    yield from perhaps_in_vpc(network)


def _verdict(network, resource, vpc, pairs, quota):
    where = f"The VPC of {pairs.functions[0].address}" if vpc is None else vpc.address
    users = names(pairs.functions)
    number = str(pairs.least) if pairs.least == pairs.most else f"{pairs.least} to {pairs.most}"
    interfaces = f"network interface{'' if pairs.most == 1 else 's'}"
    sum_ = f"one for each subnet with each set of security groups of {users}"
    if pairs.least > quota:
        return failed(
            resource,
            f"{where} needs at least {counted(pairs.least, 'network interface')}, {sum_}, and Lambda may have {quota} "
            "in a VPC: let functions share their security groups.",
            pairs.functions[:5],
        )
    if pairs.most > quota:
        doubts = [u for f in pairs.functions for u in (*f.subnets.unknowns(), *f.security_groups.unknowns())]
        doubts += [network.uncertain[f.identity] for f in pairs.functions if f.identity in network.uncertain]
        why = reasons(*doubts) or "ids may be those of what the code declares"
        return undecided(
            resource,
            f"{where} needs {number} {interfaces}, {sum_}, and Lambda may have {quota} in a VPC: {why}.",
            pairs.functions[:5],
        )
    return passed(resource, f"{where} needs at most {pairs.most} of {quota} network interfaces, {sum_}.")
