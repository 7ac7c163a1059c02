"""A file that is scanned alone, as editors do it, is judged as in its folder, or left undecided; never worse."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from checkov_command import PACK, checkov, records
from repository import RULE_FIXTURES, fixture_folders, settings_of
from samples import one_in, sample
from scanning import FAIL, PASS, UNDECIDED, reports_of_file, scanned_under
from single_files import Reported, reported_in_folder, reported_on_file, take_apart

TERRAFORM = [rule for rule, framework in fixture_folders() if framework == "terraform"]
OTHERS = [(rule, framework) for rule, framework in fixture_folders() if framework != "terraform"]
SEED = 1
# Each file is scanned by itself, so a part of them is tried; all with --everything.
ONE_IN = 3


def verdicts(reported: set[Reported], verdict: str) -> dict[tuple[str, str, int], str]:
    return {(rule, file, line): text for rule, file, line, its_verdict, text in reported if its_verdict == verdict}


# It compares functions with others, wherever in the scanned code these are.
COMPARES = "LAMBDANET_801"


def wrong_alone(alone: set[Reported], whole: set[Reported]) -> list[str]:
    """What is reported on a file alone that is not true of it in its folder."""
    failed, passed = verdicts(whole, FAIL), verdicts(whole, PASS)
    problems = [f"fails alone: {key}: {text}" for key, text in verdicts(alone, FAIL).items() if key not in failed]
    problems += [
        f"passes alone, fails in its folder: {key}: {text}"
        for key, text in verdicts(alone, PASS).items()
        if key in failed and key not in passed and key[0] != COMPARES
    ]
    return problems


@pytest.mark.parametrize(("rule", "framework"), one_in(2, OTHERS))
def test_templates_and_plans(rule: str, framework: str) -> None:
    settings, folder = settings_of(rule), RULE_FIXTURES / rule / framework
    whole = reported_in_folder(folder, framework, settings)
    problems = []
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".template", ".json", ".yaml"))
    for file in sample(files, ONE_IN, rule):
        problems += wrong_alone(reported_on_file(file, framework, settings), whole)
    assert problems == []


@pytest.mark.parametrize("rule", one_in(2, TERRAFORM, 1))
def test_configurations_in_several_files(rule: str, tmp_path: Path) -> None:
    settings, folder = settings_of(rule), tmp_path / "terraform"
    shutil.copytree(RULE_FIXTURES / rule / "terraform", folder)
    # A repository ends here, as far as it is searched for callers.
    (folder / ".git").mkdir()
    files = [
        file
        for directory in sorted({file.parent for file in folder.rglob("*.tf")})
        for file in take_apart(directory, SEED)
    ]
    whole = reported_in_folder(folder, "terraform", settings)
    problems = []
    for file in sample(files, ONE_IN, rule):
        problems += wrong_alone(reported_on_file(file, "terraform", settings), whole)
    assert problems == []


NETWORK = """
variable "zones" {
  default = 2
}

resource "aws_subnet" "private" {
  count             = var.zones
  vpc_id            = "vpc-0a1b2c3d4e5f60718"
  cidr_block        = cidrsubnet("10.0.0.0/16", 8, count.index)
  availability_zone = ["eu-west-1a", "eu-west-1b", "eu-west-1c"][count.index]
}

resource "aws_iam_role_policy_attachment" "network" {
  role       = aws_iam_role.orders.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}
"""

FUNCTION = """
resource "aws_iam_role" "orders" {
  assume_role_policy = "{}"
}

resource "aws_lambda_function" "orders" {
  function_name = "orders"
  role          = aws_iam_role.orders.arn

  vpc_config {
    subnet_ids         = aws_subnet.private[*].id
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""

MODULE = """
variable "subnets" {
  default = ["subnet-0a1b2c3d4e5f60718"]
}

resource "aws_lambda_function" "orders" {
  role = "arn:aws:iam::111122223333:role/lambda"

  vpc_config {
    subnet_ids         = var.subnets
    security_group_ids = ["sg-0a1b2c3d4e5f60718"]
  }
}
"""

TEMPLATE = """
Parameters:
  Subnets:
    Type: List<AWS::EC2::Subnet::Id>
    Default: subnet-0a1b2c3d4e5f60718
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      VpcConfig:
        SubnetIds: !Ref Subnets
        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
"""

PARENT = """
Resources:
  Orders:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: {location}
      Parameters:
        Subnets: subnet-0a1b2c3d4e5f60718,subnet-1a1b2c3d4e5f60718
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def answers(file: Path, framework: str, *rules: str) -> dict[str, str]:
    return {rule: verdict for rule, _, _, verdict, _ in reported_on_file(file, framework, None) if rule in rules}


def test_what_stands_beside_a_file_is_read(repository: Path) -> None:
    file = repository / "functions.tf"
    file.write_text(FUNCTION)
    (repository / "network.tf").write_text(NETWORK)
    assert answers(file, "terraform", "LAMBDANET_401", "LAMBDANET_708") == {
        "LAMBDANET_401": PASS,
        "LAMBDANET_708": PASS,
    }
    (repository / "terraform.tfvars").write_text("zones = 1\n")
    assert answers(file, "terraform", "LAMBDANET_401") == {"LAMBDANET_401": FAIL}


def test_nothing_is_reported_on_other_files(repository: Path) -> None:
    (repository / "functions.tf").write_text(FUNCTION)
    network = repository / "network.tf"
    network.write_text(NETWORK)
    reported = reported_on_file(network, "terraform", None)
    assert reported
    assert {Path(file).name for _, file, _, _, _ in reported} == {"network.tf"}


def test_a_count_that_another_file_decides(repository: Path) -> None:
    """Checkov has one vertex of the subnets, as it does not know how many there are."""
    (repository / "functions.tf").write_text(FUNCTION)
    network = repository / "network.tf"
    network.write_text(NETWORK.replace('variable "zones" {\n  default = 2\n}', "").replace(", 8, ", ", 12, "))
    (repository / "variables.tf").write_text('variable "zones" {\n  default = 2\n}\n')
    with scanned_under(None):
        (report,) = reports_of_file(network, "terraform")
    assert {r.check_id: r.resource for r in report.failed_checks}["LAMBDANET_502"].startswith("aws_subnet.private")


def test_modules_that_a_file_calls_are_read(repository: Path) -> None:
    (repository / "modules" / "orders").mkdir(parents=True)
    (repository / "modules" / "orders" / "main.tf").write_text(MODULE)
    main = repository / "main.tf"
    main.write_text('module "orders" {\n  source  = "./modules/orders"\n  subnets = [aws_subnet.one.id]\n}\n')
    subnet = 'resource "aws_subnet" "one" {\n  vpc_id = "vpc-0a1b2c3d4e5f60718"\n  cidr_block = "10.0.0.0/28"\n}\n'
    (repository / "network.tf").write_text(subnet)
    assert answers(repository / "network.tf", "terraform", "LAMBDANET_502") == {"LAMBDANET_502": FAIL}


@pytest.mark.parametrize(("called", "verdict"), [(True, UNDECIDED), (False, FAIL)])
def test_a_module_is_judged_with_its_caller(repository: Path, called: bool, verdict: str) -> None:
    file = repository / "modules" / "orders" / "main.tf"
    file.parent.mkdir(parents=True)
    file.write_text(MODULE)
    source = "../../modules/orders" if called else "../../modules/others"
    (repository / "live" / "production").mkdir(parents=True)
    (repository / "live" / "production" / "main.tf").write_text(f'module "orders" {{\n  source = "{source}"\n}}\n')
    assert answers(file, "terraform", "LAMBDANET_401") == {"LAMBDANET_401": verdict}


@pytest.mark.parametrize(
    ("location", "verdict"),
    [
        ("./orders.template", UNDECIDED),
        ("https://templates.s3.amazonaws.com/orders.template", UNDECIDED),
        ("./others/orders.template", FAIL),
    ],
)
def test_a_nested_template_is_judged_with_its_parent(repository: Path, location: str, verdict: str) -> None:
    file = repository / "orders.template"
    file.write_text(TEMPLATE)
    (repository / "main.template").write_text(PARENT.format(location=location))
    assert answers(file, "cloudformation", "LAMBDANET_401") == {"LAMBDANET_401": verdict}


def test_paths_are_given_as_seen_from_the_working_directory(repository: Path) -> None:
    """Checkov keeps the path of a template as it was given, and makes that of a configuration absolute."""
    (repository / "orders.template").write_text(TEMPLATE)
    (repository / "main.template").write_text(PARENT.format(location="./orders.template"))
    (repository / "others.template").write_text(TEMPLATE)
    (repository / "functions.tf").write_text(FUNCTION)
    (repository / "network.tf").write_text(NETWORK)
    common = (*PACK, "--check", "LAMBDANET_401", "-o", "json")

    def addresses_in(file: str) -> list[str]:
        done = checkov("-f", file, *common, cwd=repository)
        return [record["resource"] for kind in ("failed_checks", "passed_checks") for record in records(done, kind)]

    assert addresses_in("orders.template") == []
    assert addresses_in("others.template") == ["AWS::Lambda::Function.Orders"]
    assert addresses_in("functions.tf") == ["aws_lambda_function.orders"]


def test_a_folder_that_cannot_be_read_decides_nothing(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = repository / "main.tf"
    file.write_text(MODULE)
    (repository / "network.tf").write_text(NETWORK)
    monkeypatch.setattr("checkov.terraform.graph_manager.TerraformGraphManager.build_graph_from_source_directory", None)
    assert answers(file, "terraform", "LAMBDANET_401") == {"LAMBDANET_401": UNDECIDED}


@pytest.mark.parametrize("bound", ["_MOST_FILES", "_MOST_FOLDERS"])
def test_a_search_for_callers_that_is_given_up_decides_nothing(
    bound: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = repository / "modules" / "orders" / "main.tf"
    file.parent.mkdir(parents=True)
    file.write_text(MODULE)
    assert answers(file, "terraform", "LAMBDANET_401") == {"LAMBDANET_401": FAIL}
    monkeypatch.setattr(f"lambdanet.readers.surroundings.repository_around.{bound}", 0)
    assert answers(file, "terraform", "LAMBDANET_401") == {"LAMBDANET_401": UNDECIDED}


def test_a_folder_after_a_file_is_scanned_whole(repository: Path) -> None:
    (repository / "functions.tf").write_text(FUNCTION)
    (repository / "network.tf").write_text(NETWORK)
    reported_on_file(repository / "functions.tf", "terraform", None)
    files = {Path(file).name for _, file, _, _, _ in reported_in_folder(repository, "terraform", None)}
    assert {"functions.tf", "network.tf"} <= files
