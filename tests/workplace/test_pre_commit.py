"""The hooks, run by pre-commit itself from a repository with the files of this one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml

from committed import as_committed, commit_all, git
from installing import once, tool, without_index
from repository import REPOSITORY
from small_code import BAD, GOOD

TEMPLATE = """
Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::111122223333:role/lambda
      VpcConfig:
        SubnetIds: [subnet-0a1b2c3d4e5f60718]
        SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
"""
EXAMPLE = REPOSITORY / "docs" / "copy" / "pre-commit-config.yaml"


@pytest.fixture
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp()


@pytest.fixture
def pack(base: Path) -> Path:
    return once(base, "pack", as_committed)


def hooks_of(text: str, pack: Path) -> str:
    """The configuration with this repository in the place of the one that it names."""
    content = yaml.safe_load(text)
    (source,) = content["repos"]
    assert (source["repo"], source["rev"]) == ("https://github.com/OWNER/lambdanet", "v0.1.0")
    source.update(repo=str(pack), rev=git("rev-parse", "HEAD", cwd=pack).strip())
    return yaml.safe_dump(content)


def test_the_hooks_judge_what_is_committed(base: Path, pack: Path, tmp_path: Path) -> None:
    program = tool(base, "pre-commit")
    environment = {**without_index(base), "PRE_COMMIT_HOME": str(tmp_path / "home")}
    code = tmp_path / "code"
    code.mkdir()
    (code / ".pre-commit-config.yaml").write_text(hooks_of(EXAMPLE.read_text(encoding="utf-8"), pack))
    (code / "main.tf").write_text(GOOD)
    (code / "notes.yaml").write_text("a: 1\n")
    commit_all(code)

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [program, "run", "--color", "never", *arguments],
            cwd=code,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    status, output = run("--all-files")
    assert status == 0, output
    assert output.count("Passed") == 2

    (code / "main.tf").write_text(BAD)
    git("add", "main.tf", cwd=code)
    status, output = run()
    assert status == 1
    assert "hook id: lambdanet-terraform" in output
    assert "failed LAMBDANET_401 MEDIUM" in output
    assert "aws_lambda_function.orders uses one subnet" in output
    assert "lambdanet (CloudFormation)" in output
    assert "Skipped" in output

    (code / "main.tf").write_text(GOOD)
    (code / "template.yaml").write_text(TEMPLATE)
    git("add", "--all", cwd=code)
    status, output = run()
    assert status == 1
    assert "hook id: lambdanet-cloudformation" in output
    assert "AWS::Lambda::Function.Orders" in output

    content = yaml.safe_load((code / ".pre-commit-config.yaml").read_text())
    content["repos"][0]["hooks"][1]["args"] = ["--skip-check", "LAMBDANET_401,LAMBDANET_201"]
    (code / ".pre-commit-config.yaml").write_text(yaml.safe_dump(content))
    git("add", "--all", cwd=code)
    status, output = run()
    assert status == 0, output


def test_the_page_shows_the_file_to_copy() -> None:
    page = (REPOSITORY / "docs" / "pre-commit.md").read_text(encoding="utf-8")
    shown = page.partition("```yaml\n")[2].partition("```")[0]
    assert yaml.safe_load(shown) == yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))


def test_the_hooks_are_listed_as_pre_commit_wants_them() -> None:
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["lambdanet-terraform", "lambdanet-cloudformation"]
    assert all(hook["entry"].split()[:2] == ["lambdanet", "evidence"] for hook in hooks)
