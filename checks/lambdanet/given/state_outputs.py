"""The outputs of other Terraform states.

``terraform output -json`` (https://developer.hashicorp.com/terraform/cli/commands/output), ``terraform show -json`` of
a state (https://developer.hashicorp.com/terraform/internals/json-format) and the state itself, in version 4.

The value of an output that is marked as sensitive is not looked at.
"""

from __future__ import annotations

from typing import Any

from lambdanet.given.fact_files import FactFile
from lambdanet.given.facts import Fact
from lambdanet.given.wrong_content import DEEPEST, Problems, is_too_deep

SENSITIVE = "is sensitive, its value is not read"
_VERSION = 4


def outputs_of(content: Any) -> tuple[str, Any] | None:
    """The outputs in a file, with their key; None where it is none of the three."""
    if not isinstance(content, dict):
        return None
    if isinstance(content.get("terraform_version"), str) and "version" in content:
        return "outputs", content.get("outputs", {})
    if isinstance(content.get("format_version"), str) and "values" in content and "planned_values" not in content:
        values = content["values"]
        return "values.outputs", values.get("outputs", {}) if isinstance(values, dict) else values
    if content and all(_is_output(each) for each in content.values()):
        return "", content
    return None


def _is_output(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() >= {"value", "sensitive"}
        and value.keys()
        <= {
            "value",
            "sensitive",
            "type",
            "deprecated",
        }
    )


def is_state(content: Any) -> bool:
    """Whether it is a state itself."""
    return isinstance(content, dict) and isinstance(content.get("terraform_version"), str) and "version" in content


def read_outputs(content: Any, file: FactFile, problems: Problems) -> dict[str, Fact]:
    """The outputs by name."""
    found = outputs_of(content)
    key, outputs = found if found is not None else ("", {})
    if is_state(content) and content["version"] != _VERSION:
        problems.add(f"version is not {_VERSION}, which is expected: the outputs are not read")
        return {}
    if not isinstance(outputs, dict):
        problems.is_not(key, outputs, "an object")
        return {}
    read: dict[str, Fact] = {}
    for name, output in outputs.items():
        where = f"{key}.{name}" if key else name
        if not isinstance(output, dict):
            problems.is_not(where, output, "an object with a value")
        elif output.get("sensitive") not in (None, False):
            read[name] = Fact(None, file, hidden=SENSITIVE)
        elif "value" not in output:
            problems.add(f"{where} has no value")
        elif is_too_deep(output["value"]):
            problems.add(f"{where}.value is nested deeper than {DEEPEST} levels: it is not read")
        else:
            read[name] = Fact(output["value"], file)
    return read
