"""Runs inputs through Checkov's parsers, all rules and all reports, and says what is wrong with what comes out.

Wrong is: an exception, a rule that raised, a run that does not end, a finding of the sound files beside that is lost
or changed, a report that is no report of its format, and a secret, an escape character or a command
of a CI system in one.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re
import shutil
import signal
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any

from fuzz_seeds import CANARY, Input
from lambdanet.evidence.findings.evidence_model import Evidence, evidence_of
from lambdanet.evidence.gather import terraform_runs
from lambdanet.evidence.gather.analysis import _begin, analyse
from lambdanet.evidence.gather.selection import Selection
from repository import CHECKS

TEMPLATES = CHECKS / "lambdanet" / "evidence" / "formats" / "templates"
FORMATS = ("text", "lines", "paths", "missing", "summary", "markdown", "html", "json", "sarif")
_COMMAND = re.compile(r"##\w*\[|^::\w", re.MULTILINE)
_FILE = {"terraform": "main.tf", "cloudformation": "main.template", "terraform_plan": "plan.json"}
_ELEMENTS_THAT_ACT = {"script", "iframe", "object", "embed", "form", "input", "link", "base", "img", "video", "audio"}
SOUND = {
    "sound/terraform/main.tf": """
resource "aws_lambda_function" "half_of_sound" {
  function_name = "half"
  role          = "arn:aws:iam::999988887777:role/of-sound"
  vpc_config {
    subnet_ids         = ["subnet-0fedcba9876543210"]
    security_group_ids = []
  }
}
""",
    "sound/cloudformation/main.template": """
Resources:
  HalfOfSound:
    Type: AWS::Lambda::Function
    Properties:
      VpcConfig:
        SubnetIds:
          - subnet-0fedcba9876543211
""",
}


@dataclass(frozen=True)
class Problem:
    """What is wrong with an input."""

    input: Input
    what: str


class TooLong(BaseException):
    """A run that did not end in time; no ``except Exception`` keeps it."""


def lay_out(folder: Path, inputs: list[Input]) -> None:
    """Write the inputs, each in a folder of its own with a secret beside it, and the sound files."""
    shutil.rmtree(folder, ignore_errors=True)
    # A scan reads each file once; here the same names hold something else each time.
    terraform_runs._modules.cache_clear()
    for name, text in SOUND.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text(f"{CANARY}-git", encoding="utf-8")
    (folder / ".git" / "HEAD").write_text(f"{CANARY}-head", encoding="utf-8")
    for number, each in enumerate(inputs):
        here = folder / f"in{number:03}"
        here.mkdir()
        (here / _FILE[each.kind]).write_bytes(each.content)
        if each.kind == "terraform":
            (here / "secret.txt").write_text(f"{CANARY}-file", encoding="utf-8")
            (here / "secret.json").write_text(json.dumps({"token": f"{CANARY}-json"}), encoding="utf-8")


def problems_of(folder: Path, inputs: list[Input], seconds: int = 60) -> list[Problem]:
    """What is wrong with the inputs, each traced to the one that does it where one alone does."""
    if not inputs:
        return []
    what = wrong_with(folder, inputs, seconds)
    if not what:
        return []
    if len(inputs) == 1:
        return [Problem(inputs[0], what)]
    half = len(inputs) // 2
    found = [*problems_of(folder, inputs[:half], seconds), *problems_of(folder, inputs[half:], seconds)]
    return found or [Problem(inputs[0], f"only together with {len(inputs) - 1} others: {what}")]


def wrong_with(folder: Path, inputs: list[Input], seconds: int) -> str:
    """What is wrong with the run over the inputs; "" when nothing is."""
    lay_out(folder, inputs)
    without_children()
    with _ends_within(seconds), _logged() as log:
        try:
            evidence = evidence_of(analyse(Selection(root=folder), jobs=1))
            reports = {
                name: import_module(f"lambdanet.evidence.formats.{name}_report").render(evidence) for name in FORMATS
            }
        except TooLong:
            return "" if _is_checkovs_own(folder, seconds) else f"does not end in {seconds} seconds"
        except Exception:
            return f"raises: {traceback.format_exc()[-1500:]}"
    found = [f"{error.rule} raised: {error.message}" for error in evidence.rule_errors[:3]]
    found += _lost(evidence)
    for name, text in {**reports, "log": log.getvalue()}.items():
        found += [f"{name}: {each}" for each in _wrong_in(name, text)]
    return "; ".join(found)


def without_children() -> None:
    """Have Checkov parse in this process: one that it forks for some files costs more than they do."""
    _begin()


def _is_checkovs_own(folder: Path, seconds: int) -> bool:
    """Whether Checkov does not end on the same without any rule."""
    try:
        with _ends_within(seconds), _logged():
            analyse(Selection(root=folder, checks=("CKV_NONE",)), jobs=1)
    except TooLong:
        return True
    except Exception:
        return False
    return False


def _lost(evidence: Evidence) -> Iterator[str]:
    found = {(judged.address, result.rule): result.verdict for judged, result in evidence.results}
    for address in ("aws_lambda_function.half_of_sound", "AWS::Lambda::Function.HalfOfSound"):
        if found.get((address, "LAMBDANET_203")) != "failed":
            yield f"the finding on {address} is lost"


def _wrong_in(name: str, text: str) -> Iterator[str]:
    at = text.find(CANARY)
    if at >= 0:
        yield f"shows a secret: ...{text[max(at - 150, 0) : at + 40]!r}"
    command = _COMMAND.search(text)
    if command is not None and name != "log":
        yield f"has a command of a CI system in {text[max(command.start() - 100, 0) : command.end() + 40]!r}"
    if name == "log":
        return
    for line in text.split("\n") if not text.replace("\n", "").isprintable() else ():
        odd = line.replace("\N{NO-BREAK SPACE}", "")
        if not odd.isprintable():
            yield f"has an unprintable character in {odd[:300]!r}"
            break
    if name == "json" or name == "sarif":
        try:
            json.loads(text, parse_constant=_no_constant)
            text.encode("utf-8")
        except ValueError as error:
            yield f"is no JSON: {error}"
    if name == "html":
        reader = _Elements()
        # The pack's own script, which the report allows by its digest; another one is noticed.
        own = f"<script>{(TEMPLATES / 'report.js').read_text(encoding='utf-8')}</script>"
        reader.feed(text.replace(own, "", 1))
        yield from reader.found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


class _Elements(HTMLParser):
    """Looks for what acts, loads or listens."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ELEMENTS_THAT_ACT:
            self.found.append(f"has <{tag}>")
        for key, value in attrs:
            if key.startswith("on") or (
                key in ("href", "src") and ":" in (value or "").partition("/")[0].removeprefix("https:")
            ):
                self.found.append(f"has {key}={value!r}")


@contextlib.contextmanager
def _ends_within(seconds: int) -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise TooLong

    # Of the processor's time, whatever else runs on the machine; and Checkov sets and clears the other alarm itself.
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextlib.contextmanager
def _logged() -> Iterator[io.StringIO]:
    """What the pack logs; what Checkov's parsers say of the input is Checkov's."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logger = logging.getLogger("lambdanet")
    before = logger.propagate, logging.root.level, list(logging.root.handlers)
    logger.addHandler(handler)
    logger.propagate = False
    logging.root.handlers = [logging.NullHandler()]
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            yield stream
    finally:
        logger.removeHandler(handler)
        logger.propagate = before[0]
        logging.root.handlers = before[2]
