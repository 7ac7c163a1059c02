"""
What it checks
    A policy that allows ``lambda:CreateFunction`` or ``lambda:UpdateFunctionConfiguration``, by name or by wildcard,
    binds them to networks by the condition keys ``lambda:VpcIds``, ``lambda:SubnetIds`` or
    ``lambda:SecurityGroupIds``. Managed and inline policies of roles, users, groups and permission sets are judged.

Why
    Who may create or configure a function chooses its network too: the default one with its way to the internet, or
    any subnet and security group of the account. The condition keys are how AWS lets an organisation have the say,
    before a function is there rather than after.

    The rule is strict: it is for organisations with approved networks for functions. Elsewhere most policies of
    developers and pipelines would fail. A policy of the organisation (SCP) that binds everyone does the same, and
    cannot be seen from here: where there is one, leave the rule off.

Passes when
    Each of the two actions is allowed under such a condition only, or is denied under one: also the denial when
    there is no VPC (``Null`` on ``lambda:VpcIds``), and a denial in another policy of all who have this one.

Fails when
    One of the actions is allowed without such a condition, and by the code nothing denies it to those who have the
    policy. A pattern that everything matches is no condition.

Undecided when
    The document is not told by the code, or who has the policy has a permissions boundary or other policies that
    are not, which may deny.

Fix in Terraform
    Deny what is not in the approved VPC, and what is in none:

Fix in CloudFormation
    Deny what is not in the approved VPC, and what is in none:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
"""

from lambdanet.queries.function_creation import allowed_actions, unbound_actions
from lambdanet.rule_kit import failed, passed, rule, undecided
from lambdanet.values import Known, Unknown
from lambdanet.wording import names, reasons


@rule(
    id="LAMBDANET_710",
    name="Ensure a policy that lets people create or update Lambda functions binds them to networks",
    statements=("S10",),
    severity="LOW",
    judges="IAM policy that lets people create or update functions",
    since="0.1.0",
    persona="strict",
)
def judge(network, settings):
    for policy in network.identity_policies:
        allowed = allowed_actions(policy.statements)
        if not allowed.elements or (policy.boundary and not policy.principals.elements):
            continue
        unbound = unbound_actions(policy.statements)
        if not unbound.elements:
            told = f"{policy.address} binds {names(allowed.known()) or 'what it may allow'} to networks."
            yield passed(policy, told)
        elif not unbound.known():
            told = f"It is not known whether {policy.address} binds functions to networks"
            yield undecided(policy, f"{told}: {reasons(unbound)}.")
        else:
            yield _by_its_holders(network, policy, unbound.known())


def _by_its_holders(network, policy, actions):
    """An unbound policy is bound when all who have it have another one that denies."""
    holders = [network.identities.get(holder.value) for holder in policy.principals if isinstance(holder, Known)]
    doubts, free = policy.principals.unknowns(), not policy.principals.elements
    for holder in holders:
        if holder is None:
            free = True
            continue
        still = unbound_actions(holder.statements)
        if not holder.managed_policies.complete:
            doubts += holder.managed_policies.unknowns()
        elif holder.bounded != Known(False):
            doubts.append(Unknown(f"{holder.address} has a permissions boundary"))
        elif still.known():
            free = True
        else:
            doubts += still.unknowns()
    if free:
        return failed(
            policy,
            f"{policy.address} allows {names(actions)} and binds it to no network: do that by a condition on "
            "lambda:VpcIds, lambda:SubnetIds or lambda:SecurityGroupIds.",
        )
    having = names(holder for holder in holders if holder is not None)
    if doubts:
        told = (
            f"{policy.address} allows {names(actions)} and binds it to no network; {having} may be denied it elsewhere"
        )
        return undecided(policy, f"{told}: {reasons(*doubts)}.")
    return passed(policy, f"What {policy.address} allows is bound to networks by other policies of {having}.")
