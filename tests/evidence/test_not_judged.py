"""The command does not end green where nothing, or not everything, was judged; reports are whole or not there."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import forks_of_checkov
from lambdanet import command_line
from lambdanet.plain_text import plain
from repository import CHECKS
from samples import one_in
from small_code import BAD, GOOD

TEMPLATE = """Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      VpcConfig: {SubnetIds: [subnet-0a1b2c3d4e5f60718]}
"""
# Another encoding, or none: of Terraform, Checkov's parser reads UTF-8 alone.
BROKEN = b'resource "aws_vpc" "b" {{{\n'


def evidence(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return forks_of_checkov.run((str(CHECKS / "lambdanet"), "evidence", *options), folder, os.environ, seconds=100)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "main.tf").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_a_template_in_an_encoding_that_checkov_guesses_is_judged_as_by_checkov(shop: Path) -> None:
    (shop / "code" / "old.yaml").write_bytes(TEMPLATE.encode("cp037"))
    done = evidence(shop, "code", "--check", "LAMBDANET_203", "--format", "lines")
    assert done.returncode == 1, done.stderr
    assert "AWS::Lambda::Function.Orders names subnets but no security group" in done.stdout


def test_a_baseline_that_is_nested_without_end_is_refused(shop: Path) -> None:
    (shop / "b").write_text("[" * 100_000, encoding="utf-8")
    done = evidence(shop, "code", "--baseline", "b")
    assert done.returncode == 2
    assert done.stderr.startswith("lambdanet: b: not a baseline (RecursionError: ")


COMMANDS_OF_CI = """
resource "aws_subnet" "a" {
  vpc_id            = "vpc-0a1b2c3d"
  cidr_block        = "10.0.1.0/24"
  availability_zone = "##vso[task.setvariable variable=a]b"
}
resource "aws_lambda_function" "f" {
  for_each      = toset(["##vso[task.setvariable variable=a]b", "##[add-mask]a", "###vso[task.complete]b"])
  function_name = "::error::x"
  role          = "arn:aws:iam::111122223333:role/##vso[x]"
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = ["##vso[x]", "sg-0a1b2c3d"]
  }
}
"""


@pytest.mark.parametrize(
    "format", ["text", "lines", "paths", "missing", "summary", "markdown", "html", "json", "sarif"]
)
def test_a_log_carries_out_nothing_that_is_shown(tmp_path: Path, format: str) -> None:
    """Azure Pipelines and GitHub look for some commands anywhere in a line, for others at its begin."""
    code = tmp_path / "::error::named"
    (code / "###vso[x]y").mkdir(parents=True)
    (code / "main.tf").write_text(COMMANDS_OF_CI, encoding="utf-8")
    (code / "###vso[x]y" / "main.tf").write_bytes(BROKEN)
    options = (".", "--format", format, "--fail-on-unread", "--skip-check", "LAMBDANET_7*")
    done = evidence(tmp_path, *options)
    assert done.returncode == 2, done.stderr
    if format in ("json", "sarif"):
        # As text: a file that was not read is named by nothing that a program would look for.
        assert plain("###vso[x]y/main.tf") in json.dumps(json.loads(done.stdout))
    assert "was not read" in done.stderr
    for line in (*done.stdout.splitlines(), *done.stderr.splitlines()):
        assert "##vso[" not in line
        assert "##[" not in line
        assert not line.lstrip().startswith("::")


@pytest.mark.parametrize("key", ["\\n::error::x ##vso[x]y", "\\e[31mx ##[x]"])
def test_what_is_wrong_in_settings_is_no_command_either(shop: Path, key: str) -> None:
    (shop / ".lambdanet.yaml").write_text(f'surroundings: [{{files: x, "{key}": 1}}]\n"{key}": 1\n', encoding="utf-8")
    done = evidence(shop, "code")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2
    assert all(line.isprintable() for line in done.stderr.splitlines())
    assert not [line for line in done.stderr.splitlines() if line.startswith("::") or "##" in line]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--check", "LAMBDANET_999"), "LAMBDANET_999 is not a rule of the pack; the nearest is LAMBDANET_"),
        (("--check", "lambdanet_401"), "lambdanet_401 is not a rule of the pack; the nearest is LAMBDANET_401"),
        (("--check", "LAMBDANET-401"), "LAMBDANET-401 is not a rule of the pack; the nearest is LAMBDANET_401"),
        (("--check", "401"), "401 is not a rule of the pack; the nearest is LAMBDANET_401"),
        (("--check", "HIGH,LAMBDANET_4O1"), "LAMBDANET_4O1 is not a rule of the pack; the nearest is LAMBDANET_401"),
        (("--check", "LAMBDANET_9*"), "LAMBDANET_9* is not a rule of the pack"),
        (("--check", "CKV_AWS_117"), "CKV_AWS_117 is not a rule of the pack"),
        (("--skip-check", "LAMBDANET_410"), "LAMBDANET_410 is not a rule of the pack; the nearest is LAMBDANET_"),
        (("--skip-check", "LAMBDANET_*"), "leave no rule that could judge"),
        (("--skip-check", "CRITICAL"), "leave no rule that could judge"),
        (("--check", "LAMBDANET_205"), "LAMBDANET_205: nothing is judged, for strict rules are silent"),
        (("--skip-path", "main"), "there is no Terraform configuration, plan or CloudFormation template"),
        (("--framework", "cloudformation"), "there is no Terraform configuration, plan or CloudFormation template"),
    ],
)
def test_a_selection_that_judges_nothing_is_refused(shop: Path, options: tuple[str, ...], problem: str) -> None:
    done = evidence(shop, "code", *options)
    assert done.returncode == 2, done.stderr
    assert problem in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("options", [("--skip-check", "CKV_AWS_117"), ("--check", "medium"), ("--check", "*_401")])
def test_a_selection_that_judges_something_is_taken(shop: Path, options: tuple[str, ...]) -> None:
    assert evidence(shop, "code", *options).returncode == 0


def test_a_folder_of_which_nothing_could_be_read(shop: Path) -> None:
    (shop / "code" / "main.tf").write_bytes(BROKEN)
    done = evidence(shop, "code")
    assert done.returncode == 2
    assert done.stderr.endswith("code: 1 file could not be read; nothing was judged\n")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("broken.tf", BROKEN, "broken.tf was not read"),
        ("call.tf", b'module "m" {\n  source = "git::https://example.com/m.git"\n}\n', "1 call of modules"),
    ],
)
def test_what_was_not_read_fails_by_option(shop: Path, name: str, content: bytes, problem: str) -> None:
    (shop / "code" / name).write_bytes(content)
    assert evidence(shop, "code").returncode == 0
    done = evidence(shop, "code", "--fail-on-unread", "--soft-fail")
    assert done.returncode == 2
    assert problem in done.stderr


def test_a_rule_that_raised(shop: Path) -> None:
    start = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from lambdanet.kit.rule_kit import RULES\n"
        "from lambdanet.evidence.gather.pack_rules import load_rules\n"
        "from lambdanet.command_line import main\n"
        "load_rules()\n"
        "object.__setattr__(RULES['LAMBDANET_401'], 'judge', lambda *_: 1 / 0)\n"
        "sys.exit(main(['evidence', 'code', '--soft-fail']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", start, str(CHECKS)], cwd=shop, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "lambdanet: LAMBDANET_401 raised an error and did not judge everything" in done.stderr
    assert "did not finish LAMBDANET_401 (terraform): ZeroDivisionError" in done.stdout


ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1")


NAMES = ("main.tf", "stack.yaml", "stack.json", "plan.json")


# One in three of these has each name and each encoding in it.
@pytest.mark.parametrize(("encoding", "name"), one_in(3, [*itertools.product(ENCODINGS, NAMES)], 1))
def test_an_encoding_is_read_or_named(tmp_path: Path, name: str, encoding: str) -> None:
    text = _content(name)
    if encoding == "latin-1":
        text = text.replace("orders", "orders\xe9\xe0") if name == "plan.json" else text.replace("Orders", "Orders\xe9")
    (tmp_path / name).write_bytes(text.encode(encoding))
    done = evidence(tmp_path, ".", "--format", "json")
    report = json.loads(done.stdout)
    failed = [each for each in report["functions"] if any(one["verdict"] == "failed" for one in each["results"])]
    assert (done.returncode, len(failed), report["scanned"]["parse_errors"]) in ((1, 1, []), (2, 0, [name]))
    # With a byte order mark Checkov reads plans and templates in all of them, and so does the pack.
    if encoding in ("utf-8-sig", "utf-16", "utf-32") and name != "main.tf":
        assert failed


def _content(name: str) -> str:
    if name == "main.tf":
        return BAD
    if name == "stack.yaml":
        return TEMPLATE
    vpc = {"SubnetIds": ["subnet-0a1b2c3d4e5f60718"]}
    if name == "stack.json":
        function = {"Type": "AWS::Lambda::Function", "Properties": {"VpcConfig": vpc}}
        return json.dumps({"Resources": {"Orders": function}}, indent=1, ensure_ascii=False)
    head = {"address": "aws_lambda_function.f", "mode": "managed", "type": "aws_lambda_function", "name": "f"}
    config = [{"subnet_ids": vpc["SubnetIds"], "security_group_ids": []}]
    values = {"function_name": "orders", "vpc_config": config}
    change = {"actions": ["create"], "before": None, "after": values, "after_unknown": {}}
    plan = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [{**head, "values": values}]}},
        "resource_changes": [{**head, "change": change}],
        "configuration": {"root_module": {"resources": [{**head, "expressions": {}}]}},
    }
    return json.dumps(plan, indent=1, ensure_ascii=False)


def test_a_fraction_where_references_stand_costs_nothing_else(tmp_path: Path) -> None:
    plan = json.loads(_content("plan.json"))
    root = plan["configuration"]["root_module"]
    # In the expressions of a resource Checkov's own parser dies of it.
    root["resources"][0]["count_expression"] = {"references": 1.5}
    root["module_calls"] = {"m": {"expressions": {"vpc_id": {"references": 1.5}}, "module": {}}}
    root["outputs"] = {"o": {"expression": {"references": 1.5}}}
    (tmp_path / "plan.json").write_text(json.dumps(plan, indent=1), encoding="utf-8")
    done = evidence(tmp_path, ".", "--format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["scanned"]["rule_errors"]) == (1, [])
    assert {each["verdict"] for each in report["functions"][0]["results"] if each["rule"] == "LAMBDANET_203"} == {
        "failed"
    }


@pytest.mark.parametrize("name", [b"caf\xe9", b"a[b]c", b"a[b", b"a]b", b"line\nbreak", b"%41", b"a b", b"-x"])
def test_an_odd_name_is_written_in_every_report(tmp_path: Path, name: bytes) -> None:
    folder = os.fsencode(tmp_path / "code") + b"/" + name
    os.makedirs(folder)
    for ending, content in ((b".tf", BAD), (b".yaml", TEMPLATE)):
        with open(folder + b"/" + name + ending, "w", encoding="utf-8") as file:
            file.write(content)
    formats = ("html", "markdown", "json", "sarif", "text")
    done = evidence(tmp_path, "code", "--format", *formats, "--output", "reports")
    assert done.returncode == 1, done.stderr
    for file in (tmp_path / "reports").iterdir():
        file.read_text(encoding="utf-8")
    report = json.loads((tmp_path / "reports" / "evidence.json").read_text(encoding="utf-8"))
    written = {function["file"] for function in report["functions"]}
    shown = plain(os.fsdecode(name))
    assert written == {f"{shown}/{shown}.tf", f"{shown}/{shown}.yaml"}
    json.loads((tmp_path / "reports" / "evidence.sarif").read_text(encoding="utf-8"))


@pytest.mark.parametrize("format", ["json", "sarif"])
def test_nothing_in_a_report_for_programs_moves_a_cursor(shop: Path, format: str) -> None:
    call = 'module "m" {\n  source = "git::https://example.com/m.git"\n}\n'
    for name, content in (
        ("\x1b[31mred\u202e", BROKEN.decode()),
        ("a\n::error::b", BROKEN.decode()),
        ("\x1b[3m", call),
    ):
        (shop / "code" / f"{name}.tf").write_text(content, encoding="utf-8")
    report = json.loads(evidence(shop, "code", "--format", format).stdout)
    if format == "sarif":
        told = [each["message"]["text"] for each in report["runs"][0]["invocations"][0]["toolExecutionNotifications"]]
    else:
        told = [*report["scanned"]["parse_errors"], *(each["file"] for each in report["scanned"]["unread_calls"])]
    assert len(told) == 3
    assert all(text.isprintable() for text in told), told


@pytest.mark.parametrize("where", ["reports/evidence.json", "reports", "report.json"])
def test_no_report_is_written_through_a_link(shop: Path, where: str) -> None:
    target = shop / "target"
    target.mkdir() if where == "reports" else target.write_text("kept", encoding="utf-8")
    place = shop / where
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(target)
    output = "report.json" if where == "report.json" else "reports"
    formats = ("json",) if where == "report.json" else ("json", "html")
    done = evidence(shop, "code", "--format", *formats, "--output", output)
    assert done.returncode == 2, done.stderr
    assert "link" in done.stderr or "is not a file" in done.stderr
    assert list(target.iterdir()) == [] if target.is_dir() else target.read_text(encoding="utf-8") == "kept"
    assert sorted(file.name for file in place.parent.iterdir() if file.name.startswith(".")) == []


def test_a_report_that_cannot_be_written_leaves_the_one_before(shop: Path) -> None:
    reports = shop / "reports"
    reports.mkdir()
    (reports / "evidence.html").mkdir()
    (reports / "evidence.json").write_text("before", encoding="utf-8")
    done = evidence(shop, "code", "--format", "json", "html", "--output", "reports")
    assert done.returncode == 2
    assert done.stderr == "lambdanet: reports/evidence.html: exists and is not a file\n"
    assert (reports / "evidence.json").read_text(encoding="utf-8") == "before"
    assert sorted(file.name for file in reports.iterdir()) == ["evidence.html", "evidence.json"]


OUTPUTS = {
    "closed": (">&-", "lambdanet: the standard output: it is closed\n"),
    "full": ("> /dev/full", "lambdanet: the standard output: No space left on device\n"),
    "nobody reads": ("| true", "lambdanet: the standard output: Broken pipe\n"),
}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["rules", "evidence code --format html", "evidence code"])
@pytest.mark.parametrize("output", list(OUTPUTS))
def test_an_output_that_takes_nothing_is_one_line(shop: Path, command: str, output: str) -> None:
    redirection, message = OUTPUTS[output]
    line = f"( sleep 1; exec {sys.executable} {CHECKS / 'lambdanet'} {command} ) {redirection}"
    done = subprocess.run(["bash", "-c", line], cwd=shop, capture_output=True, text=True, check=False, timeout=100)
    assert done.stderr == message
    assert done.returncode == (0 if redirection == "| true" else 2)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("before", "command"),
    [("LAMBDANET_CONFIG=/nowhere", "settings"), ("LAMBDANET_CONFIG=/nowhere", "evidence code"), ("", "compare a b")],
)
def test_a_log_that_takes_nothing_leaves_the_exit_code(shop: Path, before: str, command: str) -> None:
    line = f"{before} {sys.executable} {CHECKS / 'lambdanet'} {command} 2> /dev/full"
    # With this set nothing waits to be written, and nothing can fail at the end.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    bash = ["bash", "-c", line]
    done = subprocess.run(bash, cwd=shop, env=environment, capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, done.stdout) == (2, "")


def test_a_working_directory_that_is_gone_is_named(shop: Path) -> None:
    (shop / "code" / "t.yaml").write_text(TEMPLATE, encoding="utf-8")
    line = f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} {CHECKS / 'lambdanet'} evidence {shop / 'code'}"
    done = subprocess.run(["bash", "-c", line], cwd=shop, capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, done.stderr) == (2, "lambdanet: the working directory: No such file or directory\n")


def test_a_narrow_code_page_is_no_fault(shop: Path) -> None:
    (shop / "code" / "main.tf").write_text(GOOD.replace('"orders"', '"\u540d"'), encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "cp437", "PYTHONUTF8": "0"}
    for format in ("html", "text", "markdown"):
        command = [sys.executable, str(CHECKS / "lambdanet"), "evidence", "code", "--format", format]
        done = subprocess.run(command, cwd=shop, env=environment, capture_output=True, check=False, timeout=100)
        assert (done.returncode, done.stderr) == (0, b"")


def test_an_interrupt_that_became_another_error_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(_: object) -> int:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as interrupt:
            raise RuntimeError("Error calling __set_name__") from interrupt

    monkeypatch.setattr(command_line, "_run", raising)
    monkeypatch.setattr(command_line.os, "dup2", lambda *_: None)
    assert command_line.main([]) == command_line.INTERRUPTED


def test_an_interrupt_is_one_line(shop: Path) -> None:
    start = "import os, signal, threading, sys; sys.path.insert(0, sys.argv[1])\n"
    # Shells let what they start in the background ignore it.
    start += "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    start += "from lambdanet.command_line import main\n"
    start += "threading.Timer(1, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
    start += "from lambdanet.evidence.gather import analysis; import time\n"
    start += "analysis.analyse = lambda *_, **__: time.sleep(60)\nsys.exit(main(['evidence', 'code']))\n"
    command = [sys.executable, "-c", start, str(CHECKS)]
    done = subprocess.run(command, cwd=shop, capture_output=True, text=True, check=False, timeout=100)
    assert (done.returncode, done.stderr) == (130, "lambdanet: interrupted\n")
