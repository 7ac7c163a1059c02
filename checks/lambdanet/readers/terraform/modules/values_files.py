"""The values of variables that are not in the configuration: in files (tfvars) and in the environment."""

from __future__ import annotations

import os

from lambdanet.readers.conversions import from_python
from lambdanet.readers.datum import Datum
from lambdanet.readers.terraform.syntax.source_text import SourceText
from lambdanet.readers.terraform.syntax.syntax import Expression, SyntaxProblem, Traversal
from lambdanet.values import Unknown


class EnvironmentValue(str):
    """What ``TF_VAR_name`` holds: a string, or an expression where the variable has another type."""

    __slots__ = ()


def taken_by_itself(name: str) -> bool:
    """Whether Terraform takes a file of values with this name, next to the root module, without being asked to."""
    return name in ("terraform.tfvars", "terraform.tfvars.json") or name.endswith((".auto.tfvars", ".auto.tfvars.json"))


class _NoNames:
    """The scope of a file of values: it has no names."""

    def named(self, names: tuple[str, ...]) -> tuple[Datum, int]:
        """See ``Scope.named``."""
        return Unknown(f"{'.'.join(names)} is in a values file, which takes no references"), len(names)


def value_in_file(source: SourceText, file: str, name: str, read_by_checkov: object) -> Datum:
    """The value of a variable. Checkov wraps the values of some files in a list, so that they are read again."""
    if file.startswith("env:"):
        given = os.environ.get(file[len("env:") :])
        return from_python(read_by_checkov) if given is None else EnvironmentValue(given)
    if file.endswith(".json"):
        return from_python(read_by_checkov)
    try:
        expression = source.attributes(file).get(name)
    except SyntaxProblem as problem:
        return Unknown(f"var.{name} cannot be read: {problem}")
    return from_python(read_by_checkov) if expression is None else value_without_names(expression)


def value_without_names(expression: Expression) -> Datum:
    """The value of an expression in a file that has no names."""
    from lambdanet.readers.terraform.evaluation.evaluator import evaluate

    return evaluate(expression, _NoNames())


def of_environment(value: EnvironmentValue, constraint: Expression | None) -> Datum:
    """The value in the type of its variable."""
    if constraint is None or (isinstance(constraint, Traversal) and constraint.root == "string"):
        return str(value)
    from lambdanet.readers.terraform.syntax.grammar import parse_expression

    try:
        return value_without_names(parse_expression(value))
    except SyntaxProblem:
        return str(value)
