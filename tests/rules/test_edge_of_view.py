"""What got a resource may add to it; what did not get it changes nothing, so that absence stays proved.

One network, in both languages, of which nearly all is proved by absence. Each test hands some of it to something that
is outside the scan: exactly the verdicts that rest on what was given become undecided, all others stay.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from repository import REPOSITORY
from scanning import FAIL, PASS, UNDECIDED, Scan, scan

NETWORK = REPOSITORY / "tests" / "fixtures" / "edge_of_view"
TERRAFORM, CLOUDFORMATION = "terraform", "cloudformation"
BOTH = pytest.mark.parametrize("language", [TERRAFORM, CLOUDFORMATION])
FILES = {TERRAFORM: "main.tf", CLOUDFORMATION: "template.template"}
Verdicts = dict[tuple[str, str], str]

# What is given to others -> the verdicts that rest on it: the rules' numbers, and the resources.
RESTS_ON = {
    "main": (
        *(("505", "c"), ("601", "b"), ("601", "c"), ("602", "quiet"), ("602", "asquiet"), ("602", "busy")),
        *(("602", "front"), ("604", "b"), ("604", "c"), ("605", "b"), ("605", "c"), ("607", "main")),
        ("707", "main"),
    ),
    "b": (
        *(("601", "b"), ("602", "quiet"), ("602", "asquiet"), ("602", "busy"), ("603", "b"), ("604", "b")),
        *(("605", "b"), ("705", "b")),
    ),
    "silent": (("101", "silent"), ("302", "silent"), ("303", "quiet"), ("801", "quiet"), ("801", "asquiet")),
    "database": (("701", "busy"),),
    "endpoint": (("704", "sns"),),
    "publictable": (("604", "nat"),),
    "closed": (("705", "c"),),
    # What its policies allow shows what a function calls.
    "bare": (
        ("709", "bare"),
        *((rule, user) for rule in ("701", "702", "703", "708") for user in ("quiet", "asquiet", "front")),
    ),
    "mighty": (("703", "busy"), ("704", "sns"), ("709", "mighty")),
    "sns": (("704", "sns"), ("706", "sns")),
    # Who keeps executions ready takes one more address at most: 501 stays.
    "front": (("105", "fronturl"), ("802", "front")),
}
# Fails for two services, and for each by what other things decide.
BY_SEVERAL = ("702", "busy")
# A template writes the policy of an endpoint in the endpoint, and nowhere else.
ONLY_IN_TERRAFORM = {("706", "sns")}
# The ids, as the languages name them.
IDS = {
    "main": ("aws_vpc.main.id", "!Ref main"),
    "b": ("aws_subnet.b.id", "!Ref b"),
    "silent": ("aws_security_group.silent.id", "!GetAtt silent.GroupId"),
    "database": ("aws_security_group.database.id", "!Ref database"),
    "endpoint": ("aws_security_group.endpoint.id", "!Ref endpoint"),
    "publictable": ("aws_route_table.public_table.id", "!Ref publictable"),
    "closed": ("aws_network_acl.closed.id", "!Ref closed"),
    "bare": ("aws_iam_role.bare.name", "!Ref bare"),
    "mighty": ("aws_iam_role.mighty.arn", "!GetAtt mighty.Arn"),
    "sns": ("aws_vpc_endpoint.sns.id", "!Ref sns"),
    "front": ("aws_lambda_function.front.function_name", "!GetAtt front.Arn"),
}
STACK = """
  further:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://acme-templates.s3.amazonaws.com/further.yaml
      Parameters:
"""


def verdicts_of(found: Scan) -> Verdicts:
    """By the rule's number and the resource's name, which is the same in both languages."""
    return {(f.rule[-3:], f.address.rpartition(".")[2].replace("_", "")): f.verdict for f in found.findings}


def scanned(folder: Path, language: str, added: str = "", files: dict[str, str] | None = None) -> Scan:
    """The network with what is added to its file, and with other files beside it."""
    settings = folder / "settings.yaml"
    settings.write_text("persona: strict\n", encoding="utf-8")
    code = folder / "code"
    code.mkdir()
    own = (NETWORK / FILES[language]).read_text(encoding="utf-8")
    (code / FILES[language]).write_text(own + added, encoding="utf-8")
    for name, content in (files or {}).items():
        (code / name).parent.mkdir(parents=True, exist_ok=True)
        (code / name).write_text(content, encoding="utf-8")
    return scan(code, language, settings=settings)


@cache
def _alone(folder: Path, language: str) -> Verdicts:
    return verdicts_of(scanned(folder, language))


@pytest.fixture
def alone(tmp_path_factory: pytest.TempPathFactory, language: str) -> Verdicts:
    """The verdicts on the network of which nothing is given to others."""
    folder = tmp_path_factory.getbasetemp() / f"alone-{language}"
    folder.mkdir(exist_ok=True)
    return _alone(folder, language)


def expect(found: Scan, alone: Verdicts, *handed: str) -> None:
    """What rests on what is given to others is undecided, and all else is as before."""
    open_ended = {key for thing in handed for key in RESTS_ON[thing]}
    if found.findings[0].file.endswith(".template"):
        open_ended -= ONLY_IN_TERRAFORM
    assert not {key for key in open_ended if alone.get(key) == UNDECIDED}, "these are undecided anyway"
    expected = {**alone, **dict.fromkeys(open_ended, UNDECIDED)}
    expected.pop(BY_SEVERAL)
    verdicts = verdicts_of(found)
    assert {key: verdicts.get(key) for key in expected if verdicts.get(key) != expected[key]} == {}


def given(language: str, *things: str) -> str:
    """A module, or a nested stack, that is not in the scan and gets these things."""
    if language == TERRAFORM:
        inputs = "".join(f"  input_{thing} = {IDS[thing][0]}\n" for thing in things)
        return f'\nmodule "further" {{\n  source = "acme/further/aws"\n{inputs}}}\n'
    return STACK + "".join(f"        {thing}: {IDS[thing][1]}\n" for thing in things)


# The groups of things have no verdict in common.
@BOTH
@pytest.mark.parametrize(
    "things",
    [("main",), ("b", "database", "mighty"), ("silent", "endpoint", "publictable"), ("closed", "bare", "sns", "front")],
    ids=" ".join,
)
def test_what_a_closed_module_or_stack_got(
    tmp_path: Path, language: str, things: tuple[str, ...], alone: Verdicts
) -> None:
    expect(scanned(tmp_path, language, given(language, *things)), alone, *things)


@pytest.mark.parametrize("language", [TERRAFORM])
@pytest.mark.parametrize(
    ("added", "things"),
    [
        ('module "m" {\n  source = "acme/m/aws"\n  role = aws_iam_role.bare\n}\n', ["bare"]),
        ('module "m" {\n  source = "acme/m/aws"\n  role = local.it.role\n}\n'
         "locals {\n  it = {\n    role  = aws_iam_role.bare.name\n    group = aws_security_group.silent.id\n  }\n}\n",
         ["bare"]),
        ('module "m" {\n  source = "acme/m/aws"\n  for_each = { x = aws_iam_role.bare }\n  role = each.value.name\n}\n',
         ["bare"]),
        ('module "m" {\n  source = "acme/m/aws"\n  all = [for g in [aws_security_group.silent] : g.id]\n}\n',
         ["silent"]),
        ('output "role" {\n  value = aws_iam_role.bare.arn\n}\n', ["bare"]),
        ('output "function" {\n  value = aws_lambda_function.front\n}\n', ["front"]),
        ('resource "null_resource" "m" {\n  provisioner "local-exec" {\n'
         '    command = "add-policies ${aws_iam_role.bare.name}"\n  }\n}\n', ["bare"]),
        ('resource "aws_cloudformation_stack" "m" {\n  name = "m"\n'
         "  parameters = { Role = aws_iam_role.bare.name }\n}\n", ["bare"]),
        ('resource "aws_servicecatalog_provisioned_product" "m" {\n  name = "m"\n  provisioning_parameters {\n'
         '    key = "Role"\n    value = aws_iam_role.bare.name\n  }\n}\n', ["bare"]),
        ('resource "awscc_ec2_security_group_of_tomorrow" "m" {\n  group_id = aws_security_group.silent.id\n'
         '  ip_protocol = "-1"\n}\n', ["silent"]),
        ('resource "acme_policies" "m" {\n  of = { role = aws_iam_role.bare.name }\n}\n', ["bare"]),
        ('resource "aws_iam_role_policies_of_tomorrow" "m" {\n  role_name = aws_iam_role.bare.name\n}\n', ["bare"]),
        ('resource "aws_ssm_parameter" "m" {\n  name = "m"\n  type = "String"\n'
         "  value = aws_iam_role.bare.name\n}\n", ["bare"]),
        # Who got a word, uses the resource, or only waits for it, adds nothing.
        ('module "m" {\n  source = "acme/m/aws"\n  cidr = aws_vpc.main.cidr_block\n  word = "main"\n'
         "  number = length([aws_iam_role.bare.id])\n  depends_on = [aws_iam_role.bare]\n}\n", []),
        ('module "m" {\n  source = "acme/m/aws"\n  blocks = [for s in [aws_subnet.b] : s.cidr_block]\n}\n', []),
        ('module "m" {\n  source = "acme/m/aws"\n  count = 0\n  role = aws_iam_role.bare.name\n}\n', []),
        ('output "block" {\n  value = aws_vpc.main.cidr_block\n}\n', []),
        ('resource "null_resource" "m" {\n  triggers = { role = aws_iam_role.bare.name }\n}\n', []),
        ('resource "aws_lb_target_group" "m" {\n  vpc_id = aws_vpc.main.id\n}\n', []),
        ('resource "aws_iam_instance_profile" "m" {\n  role = aws_iam_role.bare.name\n}\n', []),
        ('resource "kubernetes_config_map" "m" {\n  data = { role = aws_iam_role.bare.arn }\n}\n', []),
    ],
    ids=[
        *("whole-object", "by-a-local", "for-each", "for", "output", "output-of-the-whole", "commands", "stack"),
        "product",
        *("another-provider", "unknown-provider", "unknown-type", "parameter"),
        *("words", "blocks-of-subnets", "no-call", "output-of-a-block", "no-commands", "target-group"),
        *("profile", "elsewhere"),
    ],
)  # fmt: skip
def test_ways_in_terraform(tmp_path: Path, language: str, added: str, things: list[str], alone: Verdicts) -> None:
    expect(scanned(tmp_path, language, added), alone, *things)


@pytest.mark.parametrize("language", [TERRAFORM])
def test_a_module_in_between(tmp_path: Path, language: str, alone: Verdicts) -> None:
    between = 'variable "role" {}\nvariable "block" {}\nmodule "m" {\n  source = "acme/m/aws"\n  role = var.role\n}\n'
    call = 'module "between" {\n  source = "./between"\n  role = aws_iam_role.bare.name\n  block = aws_subnet.b.id\n}\n'
    expect(scanned(tmp_path, language, call, {"between/main.tf": between}), alone, "bare")


@pytest.mark.parametrize("language", [TERRAFORM])
def test_outputs_of_a_module_stay_within_the_code(tmp_path: Path, language: str, alone: Verdicts) -> None:
    inner = 'variable "role" {}\noutput "role" {\n  value = var.role\n}\n'
    call = 'module "inner" {\n  source = "./inner"\n  role = aws_iam_role.bare.name\n}\n'
    expect(scanned(tmp_path, language, call, {"inner/main.tf": inner}), alone)


# What is read as what it is: the answers that the resource gives, and no others.
@pytest.mark.parametrize("language", [TERRAFORM])
@pytest.mark.parametrize(
    ("added", "settled"),
    [
        (
            'resource "aws_iam_role_policy_attachments_exclusive" "m" {\n  role_name = aws_iam_role.bare.name\n'
            '  policy_arns = ["arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"]\n}\n',
            {("708", name): PASS for name in ("quiet", "asquiet", "front")} | {("709", "bare"): FAIL},
        ),
        (
            'resource "aws_iam_role_policies_exclusive" "m" {\n  role_name = aws_iam_role.bare.name\n'
            '  policy_names = ["none"]\n}\n',
            {},
        ),
        (
            'resource "aws_vpc_security_group_rules_exclusive" "m" {\n'
            "  security_group_id = aws_security_group.silent.id\n"
            "  ingress_rule_ids = []\n  egress_rule_ids = []\n}\n",
            {},
        ),
        (
            'resource "aws_vpc_security_group_rules_exclusive" "m" {\n'
            "  security_group_id = aws_security_group.silent.id\n"
            '  ingress_rule_ids = ["sgr-0a1b2c3d4e5f60718"]\n  egress_rule_ids = ["sgr-1a1b2c3d4e5f60718"]\n}\n',
            dict.fromkeys(RESTS_ON["silent"], UNDECIDED),
        ),
        ('resource "awscc_ec2_flow_log" "m" {\n  resource_id = aws_vpc.main.id\n}\n', {("707", "main"): PASS}),
        ('resource "awscc_ec2_flow_log" "m" {\n  resource_id = "vpc-0123456789abcdef0"\n}\n', {}),
    ],
    ids=["attachments", "names-of-policies", "no-rules", "ids-of-rules", "flow-log", "flow-log-of-another-vpc"],
)
def test_types_that_are_read(tmp_path: Path, language: str, added: str, settled: Verdicts, alone: Verdicts) -> None:
    verdicts = verdicts_of(scanned(tmp_path, language, added))
    expected = {**alone, **settled}
    assert {key: verdicts.get(key) for key in expected if verdicts.get(key) != expected[key]} == {}


@pytest.mark.parametrize(("switched", "verdict"), [("true", PASS), ("false", FAIL)])
def test_private_dns_on_its_own(tmp_path: Path, switched: str, verdict: str) -> None:
    own = (NETWORK / FILES[TERRAFORM]).read_text(encoding="utf-8")
    code = own.replace("  private_dns_enabled = true\n", "")
    assert code != own
    admits = (
        'resource "aws_vpc_security_group_ingress_rule" "m" {\n  security_group_id = aws_security_group.endpoint.id\n'
        '  ip_protocol = "tcp"\n  from_port = 443\n  to_port = 443\n  cidr_ipv4 = "10.0.0.0/16"\n}\n'
    )
    named = (
        'resource "aws_vpc_endpoint_private_dns" "m" {\n  vpc_endpoint_id = aws_vpc_endpoint.sns.id\n'
        f"  private_dns_enabled = {switched}\n}}\n"
    )
    (tmp_path / "main.tf").write_text(code + admits + named, encoding="utf-8")
    (finding,) = scan(tmp_path, TERRAFORM, rules="LAMBDANET_704").findings
    assert finding.verdict == verdict, finding


EVERYTHING = tuple(RESTS_ON)
MAKES = """
resource "aws_sqs_queue" "m" {
  name = "%{if "a" == "b"}c%{endif}"
}
"""


@pytest.mark.parametrize("language", [TERRAFORM])
@pytest.mark.parametrize(
    ("files", "things"),
    [
        ({"rest.tf.json": '{"resource": {"aws_sqs_queue": {"m": {}'}, EVERYTHING),
        ({"rest.tofu": 'resource "aws_sqs_queue" "m" {\n'}, EVERYTHING),
        ({"rest.tf": 'resource "aws_sqs_queue" "m" {\n'}, EVERYTHING),
        ({"other/main.tf": 'resource "aws_sqs_queue" "m" {\n'}, ()),
        # The pack reads what Checkov does not.
        ({"rest.tf.json": '{"resource": {"aws_sqs_queue": {"m": {}}}}'}, ()),
        ({"rest.tofu": 'resource "aws_sqs_queue" "m" {}\n'}, ()),
        ({"rest.tf": MAKES}, ()),
        ({"versions.tf.json": '{"terraform": {"required_version": "> 1"}}'}, ()),
        ({"notes.tf": "# resource\n"}, ()),
    ],
    ids=[
        *("broken-json", "broken-opentofu", "broken", "broken-in-another-root"),
        *("json", "opentofu", "refused-by-the-parser", "versions-only", "comments-only"),
    ],
)
def test_files_that_are_not_read(
    tmp_path: Path, language: str, files: dict[str, str], things: tuple[str, ...], alone: Verdicts
) -> None:
    found = scanned(tmp_path, language, "", files)
    verdicts = verdicts_of(found)
    if things:
        resting = {key for thing in things for key in RESTS_ON[thing]}
        assert {key: verdicts[key] for key in resting if verdicts[key] != UNDECIDED} == {}
        (why,) = {f.explanation for f in found.of("LAMBDANET_707")}
        assert next(iter(files)) in why
    else:
        expect(found, alone)


CUSTOM = "\n  further:\n    Type: Custom::Further\n    Properties: {ServiceToken: !GetAtt busy.Arn, Role: !Ref bare}\n"


@pytest.mark.parametrize("language", [CLOUDFORMATION])
@pytest.mark.parametrize(
    ("added", "things"),
    [
        ("\nOutputs:\n  Role:\n    Value: !GetAtt bare.Arn\n    Export: {Name: role}\n", ["bare"]),
        (CUSTOM, ["bare"]),
        ("\n  further:\n    Type: Acme::Roles::Further::MODULE\n    Properties: {Role: !Ref bare}\n", ["bare"]),
        ("\n  further:\n    Type: Acme::Roles::Policies\n    Properties: {Name: !Ref bare}\n", ["bare"]),
        (
            "\n  further:\n    Type: AWS::Serverless::Application\n    Properties:\n"
            "      Location: {ApplicationId: 'arn:aws:serverlessrepo:us-east-1:111122223333:applications/a',"
            " SemanticVersion: 1.0.0}\n      Parameters: {Role: !Ref bare}\n",
            ["bare"],
        ),
        (
            "\n  further:\n    Type: AWS::ServiceCatalog::CloudFormationProvisionedProduct\n    Properties:\n"
            "      ProvisioningParameters: [{Key: Role, Value: !Ref bare}]\n",
            ["bare"],
        ),
        ("\n  further:\n    Type: AWS::IAM::PoliciesOfTomorrow\n    Properties: {RoleName: !Ref bare}\n", ["bare"]),
        # What nobody reads elsewhere, got a word, or uses the resource only, adds nothing.
        ("\nOutputs:\n  Role:\n    Value: !GetAtt bare.Arn\n", []),
        (STACK + "        Block: !GetAtt main.CidrBlock\n        Word: main\n", []),
        ("\n  further:\n    Type: AWS::IAM::InstanceProfile\n    Properties: {Roles: [!Ref bare]}\n", []),
        ("\n  further:\n    Type: AWS::ElasticLoadBalancingV2::TargetGroup\n    Properties: {VpcId: !Ref main}\n", []),
        ("\nTransform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n", []),
        (
            "\n  further:\n    Type: AWS::SQS::Queue\n    Properties:\n"
            "      Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://acme/queue.yaml}}\n",
            [],
        ),
    ],
    ids=[
        *("export", "custom-resource", "module", "unknown-provider", "application", "product"),
        "unknown-type",
        *("output", "words", "profile", "target-group", "known-transforms", "include-in-properties"),
    ],
)
def test_ways_in_cloudformation(tmp_path: Path, language: str, added: str, things: list[str], alone: Verdicts) -> None:
    expect(scanned(tmp_path, language, added), alone, *things)


@pytest.mark.parametrize("language", [CLOUDFORMATION])
@pytest.mark.parametrize(
    "added",
    [
        "\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://acme/more.yaml}}\n",
        "\nTransform: {Name: AWS::Include, Parameters: {Location: s3://acme/more.yaml}}\n",
        "\nTransform: [AWS::Serverless-2016-10-31, AcmeMacro]\n",
    ],
    ids=["include-among-the-resources", "include-at-the-top", "macro"],
)
def test_what_adds_to_the_whole_template(tmp_path: Path, language: str, added: str, alone: Verdicts) -> None:
    verdicts = verdicts_of(scanned(tmp_path, language, added))
    resting = {key for thing in EVERYTHING for key in RESTS_ON[thing]} - ONLY_IN_TERRAFORM
    assert {key: verdicts[key] for key in resting if verdicts[key] != UNDECIDED} == {}


def test_the_reason_names_who_got_what(tmp_path: Path) -> None:
    found = scanned(tmp_path, TERRAFORM, given(TERRAFORM, "silent"))
    (text,) = (f.explanation for f in found.of("LAMBDANET_303") if f.address == "aws_lambda_function.quiet")
    assert "module.further gets aws_security_group.silent and is not in the scan: it may add rules" in text
