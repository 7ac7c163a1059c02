"""What has the name of code and is not read is named: pipes, devices, links to nothing and to folders, broken files."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import forks_of_checkov
from repository import CHECKS
from small_code import BAD, GOOD


def evidence(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return forks_of_checkov.run(
        (str(CHECKS / "lambdanet"), "evidence", "code", "--fail-on-unread", "--format", "json", *options),
        folder,
        os.environ,
        seconds=100,
    )


def unread(folder: Path, *options: str) -> list[str]:
    done = evidence(folder, *options)
    named: list[str] = json.loads(done.stdout)["scanned"]["parse_errors"]
    assert done.returncode == (2 if named else 0), done.stderr
    for name in named:
        assert f"{name} was not read" in done.stderr
    return named


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The folder of the code, with good code in it; outside of it code that fails."""
    (tmp_path / "code" / "own").mkdir(parents=True)
    (tmp_path / "code" / "own" / "main.tf").write_text(GOOD, encoding="utf-8")
    (tmp_path / "outside" / "modules" / "a").mkdir(parents=True)
    (tmp_path / "outside" / "modules" / "a" / "main.tf").write_text(BAD, encoding="utf-8")
    return tmp_path


MAKE: dict[str, Callable[[Path], None]] = {
    "a pipe": os.mkfifo,
    "a link to nothing": lambda file: file.symlink_to("nowhere"),
    "a link to a device": lambda file: file.symlink_to("/dev/zero"),
    "a link to itself": lambda file: file.symlink_to(file.name),
}
NAMES = ("a.tf", "b.tf.json", "c.tofu", "d.tofu.json", "terraform.tfvars", "stack.yaml", "stack.json", "stack.template")


@pytest.mark.parametrize("make", MAKE.values(), ids=list(MAKE))
def test_no_file(shop: Path, make: Callable[[Path], None]) -> None:
    places = [f"own/{name}" for name in NAMES] + [f"alone/{name}/{name}" for name in NAMES]
    for place in places:
        (shop / "code" / place).parent.mkdir(parents=True, exist_ok=True)
        make(shop / "code" / place)
    # Values without code are of nothing.
    assert unread(shop) == sorted(place for place in places if "alone/terraform" not in place)


def test_a_broken_file(shop: Path) -> None:
    places = [f"{folder}{name}" for name in NAMES[:4] for folder in ("own/", f"alone/{name}/")]
    for place in places:
        (shop / "code" / place).parent.mkdir(parents=True, exist_ok=True)
        (shop / "code" / place).write_text('{"resource": {{{', encoding="utf-8")
    assert unread(shop) == sorted(places)


def test_a_broken_file_of_a_module(shop: Path) -> None:
    call = 'module "m" {\n  source = "../.hidden"\n}\n'
    (shop / "code" / ".hidden").mkdir()
    (shop / "code" / "own" / "call.tf").write_text(call, encoding="utf-8")
    (shop / "code" / ".hidden" / "x.tofu").write_text("{", encoding="utf-8")
    (shop / "code" / ".hidden" / "a.tf").write_text('output "a" {\n  value = 1\n}\n', encoding="utf-8")
    os.mkfifo(shop / "code" / ".hidden" / "main.tf")
    assert unread(shop) == [".hidden/main.tf", ".hidden/x.tofu"]


def test_a_folder_with_the_name_of_a_file_is_none(shop: Path) -> None:
    (shop / "code" / "own" / "x.tf").mkdir()
    (shop / "code" / "own" / "y.tf.json").mkdir()
    assert unread(shop) == []


def test_a_linked_folder_with_code_somewhere_in_it(shop: Path) -> None:
    (shop / "code" / "beside").symlink_to(shop / "outside")
    assert unread(shop) == ["beside"]
    assert unread(shop, "--skip-path", "/beside") == []


def test_a_linked_folder_that_the_scan_leaves_out(shop: Path) -> None:
    (shop / "outside").rename(shop / "code" / ".outside")
    (shop / "code" / "linked").symlink_to(".outside")
    assert unread(shop) == ["linked"]


@pytest.mark.parametrize("target", [".", "own", "modules"])
def test_a_linked_folder_that_the_scan_comes_upon(shop: Path, target: str) -> None:
    (shop / "code" / "modules" / "m").mkdir(parents=True)
    (shop / "code" / "modules" / "m" / "main.tf").write_text(GOOD, encoding="utf-8")
    (shop / "code" / "current").symlink_to(target)
    assert unread(shop) == []


def test_linked_folders_without_code_are_not_named(shop: Path) -> None:
    packages = shop / "outside" / "packages"
    (packages / "left-pad").mkdir(parents=True)
    (packages / "left-pad" / "package.json").write_text("{}", encoding="utf-8")
    (packages / "left-pad" / "ci.yaml").write_text("a: 1\n", encoding="utf-8")
    (packages / "node_modules").symlink_to("..")
    (shop / "code" / "packages").symlink_to(packages)
    (shop / "code" / "node_modules").symlink_to(shop / "outside")
    (shop / "code" / "gone").symlink_to("nowhere")
    assert unread(shop) == []


def test_a_linked_folder_is_read_where_it_is_called(shop: Path) -> None:
    (shop / "code" / "linked").symlink_to(shop / "outside" / "modules" / "a")
    call = 'module "m" {\n  source = "../linked"\n}\n'
    (shop / "code" / "own" / "call.tf").write_text(call, encoding="utf-8")
    done = evidence(shop)
    assert (done.returncode, json.loads(done.stdout)["scanned"]["parse_errors"]) == (1, [])


def test_a_document_that_holds_a_template_is_none(shop: Path) -> None:
    template = '{"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {}}}}'
    state = f'{{"service": {{"provider": {{"compiledCloudFormationTemplate": {template}}}}}}}'
    (shop / "code" / "serverless-state.json").write_text(state, encoding="utf-8")
    (shop / "code" / "list.json").write_text(f"[{template}]", encoding="utf-8")
    (shop / "code" / "broken.json").write_text(state[:-1], encoding="utf-8")
    assert unread(shop) == ["broken.json"]


IN_YAML = "{Type: AWS::Lambda::Function, Properties: {VpcConfig: {SubnetIds: [subnet-0a1b2c3d4e5f60718]}}}"
IN_JSON = '{"Type": "AWS::Lambda::Function", "Properties": {"VpcConfig": {"SubnetIds": ["subnet-0a1b2c3d4e5f60718"]}}}'
WITH_ESCAPES = {
    "codes.json": '{"\\u0052esources": {"Orders": ' + IN_JSON + "}}",
    "codes.yaml": '"\\x52esources":\n  Orders: ' + IN_YAML + "\n",
    "long.yaml": '"\\U00000052esources":\n  Orders: ' + IN_YAML + "\n",
    "two_lines.yaml": '"Reso\\\n  urces":\n  Orders: ' + IN_YAML + "\n",
}


def test_a_template_whose_names_are_written_in_codes(shop: Path) -> None:
    for name, content in WITH_ESCAPES.items():
        (shop / "code" / name).write_text(content, encoding="utf-8")
    # Checkov takes none of them for a template.
    assert unread(shop) == sorted(WITH_ESCAPES)
    types = '{"Resources": {"Orders": ' + IN_JSON.replace("::", "\\u003a\\u003a") + "}}"
    (shop / "code" / "types.json").write_text(types, encoding="utf-8")
    done = evidence(shop, "--check", "LAMBDANET_203", "--skip-path", "/code/codes", "--soft-fail")
    assert "AWS::Lambda::Function.Orders names subnets but no security group" in done.stdout


def test_a_plan_whose_names_are_written_in_codes(shop: Path) -> None:
    plan = '{"planned\\u005fvalues": {"root_module": {"resources": [{"\\u0061ddress": "aws_lambda_function.f"}]}}}'
    (shop / "code" / "plan.json").write_text(plan, encoding="utf-8")
    assert unread(shop) == ["plan.json"]
