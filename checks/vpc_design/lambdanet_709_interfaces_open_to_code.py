"""
What it checks
    The execution role of functions in a VPC denies the actions on network interfaces to the functions' code: by a
    denial on the condition key ``lambda:SourceFunctionArn``, which is there only when the code calls. A role that
    SAM makes is judged on its function.

Why
    Lambda creates and deletes a function's interfaces with the function's execution role, and so the function's code
    may do it too. Code that was broken into, or is wrong, can delete interfaces of others, or make some in any
    subnet of the account. AWS advises the denial.

    The rule is strict: it is one statement more in each role, worth it where functions run code that others give
    them, and where least privilege is audited.

Passes when
    For each function in a VPC that has the role, each of the actions that AWS lists (create, describe, delete, detach
    an interface, assign and unassign addresses, describe subnets) is denied to its code or not allowed to the role.

Fails when
    All that matters is in view, and the role allows one of the actions without a denial that names the function.

Undecided when
    The role, one of its policies, or the name of the function in the denial is not told by the code; or the denial
    depends on other conditions.

Fix in Terraform
    Deny the actions to the function's code:

Fix in CloudFormation
    Deny the actions to the function's code, in a policy of its own as the function needs the role first:

References
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
"""

from lambdanet.queries.attachment import in_vpc
from lambdanet.queries.code_permissions import open_to_code
from lambdanet.queries.uncertain_users import whoever_is_there
from lambdanet.rule_kit import PASSED, failed, passed, rule, undecided
from lambdanet.values import Known, Unknown
from lambdanet.wording import names, reasons, short


@rule(
    id="LAMBDANET_709",
    name="Ensure the code of Lambda functions in a VPC may not manage network interfaces",
    statements=("S10",),
    severity="LOW",
    judges="execution role of functions in a VPC",
    since="0.1.0",
    persona="strict",
)
def judge(network, settings):
    by_role, perhaps = {}, {}
    for function in network.functions.values():
        attached = in_vpc(function)
        if attached == Known(False) or function.managed_instances == Known(True):
            continue
        named = function.role.value if isinstance(function.role, Known) else None
        if named in network.roles:
            by_role.setdefault(named, []).append((function, attached))
        else:
            for candidate in function.role.candidates if isinstance(function.role, Unknown) else ():
                perhaps.setdefault(candidate, []).append((function, attached))
            told = (
                reasons(function.role) if isinstance(function.role, Unknown) else f"{short(named or '')} is elsewhere"
            )
            yield undecided(function, f"The execution role of {function.address} is not in the scanned code: {told}.")
    for identity, users in by_role.items():
        yield _of_role(network, network.roles[identity], users, perhaps.get(identity, []))


def _of_role(network, role, users, perhaps):
    found = whoever_is_there(
        network.uncertain, users, lambda user: user[0].identity, lambda some: _judged(network, role, some)
    )
    if isinstance(found, Unknown):
        functions = [function for function, _ in users]
        told = f"It is not known whether the code of all of {names(functions)} uses {role.address}"
        return undecided(functions[0] if role.generated else role, f"{told}: {reasons(found)}.", functions)
    if found.kind == PASSED and perhaps and _judged(network, role, perhaps).kind != PASSED:
        others = [function for function, _ in perhaps]
        told = f"{role.address} may be the role of {names(others)} too, whose code it does not keep from interfaces"
        return undecided(found.resource, f"{told}: {reasons(*(other.role for other in others))}.", others)
    return found


def _judged(network, role, users):
    functions = [function for function, _ in users]
    judged = functions[0] if role.generated else role
    certain, doubts = [], []
    for function, attached in users:
        actions = open_to_code(network, role, function)
        if actions.known() and attached == Known(True):
            certain.append((function, actions.known()))
        else:
            doubts += actions.unknowns()
            doubts += [attached] if actions.known() else []
    if certain:
        actions = certain[0][1]
        whose = names(function for function, found in certain if found == actions)
        return failed(
            judged,
            f"{role.address} lets the code of {whose} use {names(actions)}: deny that where "
            "lambda:SourceFunctionArn is the function's.",
            functions,
        )
    if doubts:
        told = f"It is not known whether {role.address} lets the code of {names(functions)} manage network interfaces"
        return undecided(judged, f"{told}: {reasons(*doubts)}.", functions)
    return passed(judged, f"{role.address} keeps the code of {names(functions)} from network interfaces.", functions)
