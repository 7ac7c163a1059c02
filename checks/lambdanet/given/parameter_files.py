"""Values of a template's parameters, in the formats that people keep them in.

A list as the AWS CLI takes it (https://docs.aws.amazon.com/cli/latest/reference/cloudformation/create-stack.html, also
below ``Parameters`` as in ``--cli-input-json``), the template configuration of CodePipeline
(https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html) and
``samconfig.toml`` (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import field
from typing import Any

from lambdanet.given.wrong_content import Problems
from lambdanet.records import dataclass

KEY, VALUE, PREVIOUS = "ParameterKey", "ParameterValue", "UsePreviousValue"
DEFAULT_ENVIRONMENT = "default"
# What is next to the parameters in a template configuration, and what a template has that is none.
_BESIDE = {"Parameters", "Tags", "StackPolicy"}
_COMMANDS = ("deploy", "global")
_OPTIONS = ("region", "stack_name")
_BY_NAMES = re.compile(r"ParameterKey=(?P<key>[^,\s]+),ParameterValue=(?P<value>\"(?:\\.|[^\"\\])*\"|[^\s\"]*)")
_PLAIN = re.compile(r"(?P<key>[A-Za-z0-9]+)=(?P<value>\"(?:\\.|[^\"\\])*\"|'[^']*'|[^\s\"']*)")
_LONGEST = 500_000
_LONGEST_VALUE = 4_096  # AWS takes no longer ones


@dataclass(frozen=True)
class ParameterSet:
    """The values of the parameters of one stack.

    values: by name, a text or a list of texts. unknown: names of which the file says that it does not hold the value,
    each with how that is. environment: of samconfig.toml, else "". template: the one that samconfig.toml is about,
    absolute; "" where any may be. options: others of the deployment that samconfig.toml gives, by their names there.
    """

    values: dict[str, Any]
    unknown: dict[str, str]
    environment: str = ""
    template: str = ""
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """Every parameter that the file names."""
        return {*self.values, *self.unknown}


def is_parameter_list(content: Any) -> bool:
    """Whether it is a list of parameters as the AWS CLI takes it."""
    return isinstance(content, list) and any(isinstance(each, dict) and KEY in each for each in content)


def is_template_configuration(content: Any) -> bool:
    """Whether it is a template configuration, and no template, which has parameters too."""
    return (
        isinstance(content, dict)
        and isinstance(content.get("Parameters"), dict)
        and content.keys() <= _BESIDE
        and not any(isinstance(each, dict) and "Type" in each for each in content["Parameters"].values())
    )


def of_list(content: Any, problems: Problems, key: str = "the list") -> ParameterSet:
    """The parameters of a list of the AWS CLI's."""
    values: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for place, element in problems.objects(key, content):
        name = problems.text(place, element, KEY)
        if name is None:
            continue
        if name in values or name in unknown:
            problems.add(f"{place}.{KEY} is {name}, which is there already: its first value counts")
        elif VALUE in element:
            _add(values, name, element[VALUE], f"{place}.{VALUE}", problems)
        elif element.get(PREVIOUS) is True:
            unknown[name] = "keeps the value that the stack has"
        else:
            problems.add(f"{place} has no {VALUE}, expected a text")
    return ParameterSet(values, unknown)


def of_template_configuration(content: dict[str, Any], problems: Problems) -> ParameterSet:
    """The parameters of a template configuration."""
    values: dict[str, Any] = {}
    unknown: dict[str, str] = {}
    for name, value in content["Parameters"].items():
        if isinstance(value, dict) and len(value) == 1 and str(next(iter(value))).startswith("Fn::"):
            unknown[str(name)] = "is filled in by the pipeline"
        else:
            _add(values, str(name), value, f"Parameters.{name}", problems)
    return ParameterSet(values, unknown)


def _add(values: dict[str, Any], name: str, value: Any, key: str, problems: Problems) -> None:
    if isinstance(value, bool):
        value = "true" if value else "false"
    elif isinstance(value, (int, float)):
        value = str(value) if not isinstance(value, int) or value.bit_length() < 1_000 else None
    if isinstance(value, str) and len(value) <= _LONGEST_VALUE:
        values[name] = value
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        values[name] = ",".join(value)
    else:
        problems.is_not(key, value, f"a text of at most {_LONGEST_VALUE} characters, or a list of texts")


def sets_of_samconfig(content: dict[str, Any], path: str, problems: Problems) -> Iterator[ParameterSet]:
    """The parameters of each environment of a samconfig.toml that gives any."""
    for environment, commands in content.items():
        if environment == "version":
            continue
        if not isinstance(commands, dict):
            problems.is_not(environment, commands, "a table for each command")
            continue
        given: dict[str, Any] = {}
        for command in _COMMANDS:
            of_command = commands.get(command)
            parameters = of_command.get("parameters") if isinstance(of_command, dict) else None
            for name, value in parameters.items() if isinstance(parameters, dict) else ():
                given.setdefault(str(name), (value, f"{environment}.{command}.parameters.{name}"))
        if "parameter_overrides" in given:
            values: dict[str, Any] = {}
            overrides, key = given["parameter_overrides"]
            _read_overrides(overrides, key, values, problems)
            options: dict[str, Any] = {}
            for option in _OPTIONS:
                if option in given:
                    value, place = given[option]
                    _add(options, option, value, place, problems)
            template = given.get("template_file", given.get("template", ("", "")))[0]
            yield ParameterSet(values, {}, environment, _template(template, path), options)


def _template(named: Any, path: str) -> str:
    """The template that is deployed; what SAM has built comes from the one next to the file."""
    if not isinstance(named, str) or not named or ".aws-sam" in named or len(named) > _LONGEST_VALUE:
        named = "template"
    return os.path.normpath(os.path.join(os.path.dirname(path), named))


def is_template_of(samconfig: str, template: str) -> bool:
    """Whether a template is the one that samconfig.toml names; its default is one of three names."""
    if os.path.basename(samconfig) == "template":
        return template in (f"{samconfig}{ending}" for ending in (".yaml", ".yml", ".json"))
    return samconfig == template


def _read_overrides(overrides: Any, key: str, values: dict[str, Any], problems: Problems) -> None:
    """https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-deploy.html."""
    if isinstance(overrides, dict):
        for name, value in overrides.items():
            _add(values, str(name), value, f"{key}.{name}", problems)
        return
    for text in overrides if isinstance(overrides, list) else [overrides]:
        if isinstance(text, dict):
            _read_overrides(text, key, values, problems)
        elif not isinstance(text, str) or len(text) > _LONGEST:
            problems.is_not(key, text, 'texts such as "Name=value"')
        else:
            _read_text(text, key, values, problems)


def _read_text(text: str, key: str, values: dict[str, Any], problems: Problems) -> None:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        found = _BY_NAMES.match(text, at) or _PLAIN.match(text, at)
        if found is None or (found.end() < len(text) and not text[found.end()].isspace()):
            # What is there is not shown: it may be the rest of a secret with blanks that is in no quotes.
            problems.add(f'{key} cannot be read from character {at + 1}, expected "Name=value" with blanks between')
            return
        values[found["key"]] = _unquoted(found["value"])
        at = found.end()


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1]
    inner = value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
    return re.sub(r"\\(.)", r"\1", inner)
