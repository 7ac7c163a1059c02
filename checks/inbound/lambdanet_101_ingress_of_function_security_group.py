"""
What it checks
    A security group that only functions use has no ingress rule, in whichever form.

Why
    A function is run through the Invoke API; nothing can open a connection to its network interfaces. An ingress
    rule on its group admits nobody and misleads whoever reads it. Answers to the function's own connections need
    no rule, because security groups are stateful.

Passes when
    Only functions use the group and it has no ingress rule.

Fails when
    Only functions use the group and it has an ingress rule.

Undecided when
    The group is exported, given to a module that is not in the scan, or its rules are not told by the code. Only
    outputs of a root module and exports of a stack count as exported.

Fix in Terraform
    Remove the ``ingress`` blocks and the separate ingress rules:

        resource "aws_security_group" "function" {
          vpc_id = aws_vpc.main.id

          egress {
            protocol    = "tcp"
            from_port   = 443
            to_port     = 443
            cidr_blocks = ["0.0.0.0/0"]
          }
        }

Fix in CloudFormation
    Remove ``SecurityGroupIngress`` and the separate ingress resources:

        FunctionSecurityGroup:
          Type: AWS::EC2::SecurityGroup
          Properties:
            GroupDescription: Connections of the function
            VpcId: !Ref Vpc
            SecurityGroupEgress:
              - IpProtocol: tcp
                FromPort: 443
                ToPort: 443
                CidrIp: 0.0.0.0/0

References
    https://docs.aws.amazon.com/whitepapers/latest/serverless-architectures-lambda/network-configuration.html
    https://aws.amazon.com/lambda/faqs/
"""

from lambdanet.queries.attachment import security_groups_of_functions
from lambdanet.queries.security_group_rules import described
from lambdanet.rule_kit import failed, not_applicable, passed, rule, undecided
from lambdanet.values import Known, Unknown
from lambdanet.wording import names, reasons


@rule(
    id="LAMBDANET_101",
    name="Ensure a security group used only by Lambda functions has no ingress rule",
    statements=("S1",),
    severity="LOW",
    judges="security group used only by functions",
    since="0.1.0",
)
def judge(network, settings):
    for identity, functions in security_groups_of_functions(network).items():
        group = network.security_groups[identity]
        users = network.users[identity]
        others = [user.address for user in users.known() if user.kind == "other"]
        rules = [found for found in group.ingress.known() if found.certain]
        if others:
            yield not_applicable(group, f"{group.address} is used by {names(others)} too.")
        elif group.default == Known(True):
            yield not_applicable(group, f"{group.address} is the default group of its VPC, which others may use.")
        elif any(function.managed_instances != Known(False) for function in functions):
            yield not_applicable(group, f"{group.address} is used on managed instances, which AWS documents otherwise.")
        elif group.ingress.is_empty() == Known(True):
            yield passed(group, f"{group.address} has no ingress rule.")
        elif users.more is not None:
            yield undecided(group, f"{group.address} may be used elsewhere: {reasons(users.more)}.", rules)
        elif rules:
            told = names(described(found) for found in rules)
            yield failed(
                group,
                f"{group.address} is used by {names(functions)} alone, and nothing can connect to a function, "
                f"so its ingress rule is without effect ({told}): remove it.",
                rules,
            )
        else:
            peers = [found.peer for found in group.ingress.known() if isinstance(found.peer, Unknown)]
            why = reasons(*group.ingress.unknowns(), *peers)
            yield undecided(group, f"It is not known whether {group.address} has an ingress rule: {why}.")
