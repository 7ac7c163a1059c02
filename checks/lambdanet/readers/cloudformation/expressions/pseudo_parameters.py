"""Where a stack is deployed, and what it is called: pseudo parameters, which files may give as they give parameters.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html. A nested stack is
deployed where the stacks are that use its template.
"""

from __future__ import annotations

import re

from lambdanet.given.facts import Fact, take
from lambdanet.given.in_force import are_given
from lambdanet.given.notes import notes
from lambdanet.missing_facts import MissingFact, Sort
from lambdanet.readers.cloudformation.declarations.template import Template
from lambdanet.readers.cloudformation.expressions.given_parameters import (
    ACCOUNT,
    REGION,
    STACK_NAME,
    given_value,
)
from lambdanet.readers.cloudformation.expressions.nested_stacks import stacks_of
from lambdanet.readers.datum import Datum
from lambdanet.values import Unknown

_EXPECTED = {
    ACCOUNT: (re.compile(r"\d{12}"), "the twelve digits of an account"),
    REGION: (re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}"), "a Region such as eu-west-1"),
    STACK_NAME: (re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}"), "the name of a stack"),
}


def pseudo_parameter(name: str, template: Template) -> Datum:
    """The value of a pseudo parameter other than ``AWS::NoValue``."""
    key = ("pseudo parameter", name)
    if key not in template.memory:
        awaited = (MissingFact(Sort.PARAMETER, name, template.file),) if name in _EXPECTED and are_given() else ()
        unknown = Unknown(f"{name} is known only when the stack is deployed", symbol=name, waits_for=awaited)
        # Templates that use each other as nested stacks have no stack around them.
        template.memory[key] = unknown
        if name in _EXPECTED and are_given():
            template.memory[key] = _given(name, template, unknown)
    return template.memory[key]


def region_of(template: Template) -> str:
    """The Region in which the stack is deployed; "" where that is not known."""
    region = pseudo_parameter(REGION, template) if are_given() else ""
    return region if isinstance(region, str) else ""


def region_of_resources(template: Template) -> str:
    """The Region of what the template makes; "" where no file says any.

    What names no Region is taken to be in one with all else that names none. So a template that no file is about is
    where the others are, if those are in one Region; no expression in it is decided by that.
    """
    own = region_of(template)
    if own or not are_given():
        return own
    memory = template.scan.memory
    if "regions" not in memory:
        memory["regions"] = {region_of(each) for each in template.scan.templates.values()} - {""}
    others: set[str] = memory["regions"]
    return next(iter(others)) if len(others) == 1 else ""


def _given(name: str, template: Template, unknown: Unknown) -> Datum:
    around = stacks_of(template)
    if around:
        # CloudFormation makes the name of a nested stack.
        found = {_of(name, stack.template) for stack in around} if name != STACK_NAME else set()
        value = found.pop() if len(found) == 1 else ""
        return value or unknown
    given = given_value(name, template)
    if not isinstance(given, Fact):
        return unknown if given is None else given.of_another(symbol=name)
    pattern, expected = _EXPECTED[name]
    if not isinstance(given.value, str) or not pattern.fullmatch(given.value):
        notes().add_problem(f"{given.file.shown}: {name} is {given.value!r}, expected {expected}")
        return unknown
    return take(given, template.file)


def _of(name: str, template: Template) -> str:
    value = pseudo_parameter(name, template)
    return value if isinstance(value, str) else ""
