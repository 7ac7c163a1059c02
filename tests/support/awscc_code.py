"""Code for Terraform's provider awscc, made from a template of CloudFormation, name by name."""

from __future__ import annotations

import json
import re
from typing import Any

from lambdanet.readers.terraform.awscc_types import type_in_awscc

_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBERS = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_IN_TEXT = re.compile(r"\$\{([A-Za-z0-9:]+)(?:\.([A-Za-z0-9.]+))?\}")
_AS_THEY_ARE = ("Variables",)
_DOCUMENTS = ("PolicyDocument", "AssumeRolePolicyDocument")


def _snake(name: str) -> str:
    return _WORDS.sub("_", name).lower()


def _attribute(name: str) -> str:
    words = _snake(name)
    return words if words.startswith("s3") else _NUMBERS.sub("_", words)


class AwsccCode:
    """A template, as code of Terraform in JSON."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.content = content
        self.types = {name: resource["Type"] for name, resource in content["Resources"].items()}

    def _reference(self, name: str, attribute: str = "id") -> str:
        if name in self.types:
            path = ".".join(map(_attribute, attribute.split(".")))
            return f"{type_in_awscc(self.types[name])}.{name}.{path}"
        known = {
            "AWS::Region": "data.aws_region.current.name",
            "AWS::AccountId": "data.aws_caller_identity.current.account_id",
            "AWS::Partition": "data.aws_partition.current.partition",
        }
        return known.get(name, f"var.{name.replace('::', '')}")

    def value(self, value: Any, key: str = "") -> Any:
        if isinstance(value, list):
            return [self.value(each, key) for each in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            found = self._function(*next(iter(value.items())))
            if found is not None:
                return found
        if key in _DOCUMENTS:
            return json.dumps(self._in_document(value))
        if key in _AS_THEY_ARE:
            return {name: self.value(each, name) for name, each in value.items()}
        return {_attribute(name): self.value(each, name) for name, each in value.items()}

    def _function(self, function: str, of: Any) -> str | None:
        if function == "Ref":
            return f"${{{self._reference(of)}}}"
        if function == "Fn::GetAtt":
            name, attribute = of if isinstance(of, list) else of.split(".", 1)
            return f"${{{self._reference(name, attribute)}}}"
        if function == "Fn::Sub" and isinstance(of, str):
            return _IN_TEXT.sub(lambda found: f"${{{self._reference(found[1], found[2] or 'id')}}}", of)
        if function == "Fn::Join":
            return of[0].join(str(self.value(each)) for each in of[1])
        if function == "Fn::FindInMap" and all(isinstance(each, str) for each in of):
            return str(self.content["Mappings"][of[0]][of[1]][of[2]])
        if function == "Fn::Select" and isinstance(of[1], dict) and "Fn::Cidr" in of[1]:
            block, _, bits = of[1]["Fn::Cidr"]
            whole = self._quoted(self.value(block))
            six = int(bits) > 32
            new = "8" if six else f'{32 - int(bits)} - tonumber(split("/", {whole})[1])'
            return f"${{cidrsubnet({whole}, {new}, {of[0]})}}"
        if function == "Fn::Select":
            return f"${{element({self._expression(of[1])}, {of[0]})}}"
        if function == "Fn::GetAZs":
            return "${data.aws_availability_zones.all.names}"
        return None

    def _in_document(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._in_document(each) for each in value]
        if isinstance(value, dict) and not any(name == "Ref" or name.startswith("Fn::") for name in value):
            return {name: self._in_document(each) for name, each in value.items()}
        return self.value(value)

    def _quoted(self, text: Any) -> str:
        found = re.fullmatch(r"\$\{(.*)\}", str(text))
        return found[1] if found else json.dumps(text)

    def _expression(self, value: Any) -> str:
        return self._quoted(self.value(value))

    def code(self) -> dict[str, Any]:
        """The configuration."""
        resources: dict[str, dict[str, Any]] = {}
        for name, resource in self.content["Resources"].items():
            properties = {
                _attribute(key): self.value(value, key) for key, value in resource.get("Properties", {}).items()
            }
            resources.setdefault(type_in_awscc(resource["Type"]), {})[name] = properties
        variables = {
            name: {"default": _default(parameter)} if "Default" in parameter else {}
            for name, parameter in self.content.get("Parameters", {}).items()
        }
        for name in ("AWSStackName", "AWSURLSuffix"):
            variables[name] = {}
        known = ("aws_region", "aws_caller_identity", "aws_partition")
        data = {"aws_availability_zones": {"all": {}}, **{name: {"current": {}} for name in known}}
        return {"resource": resources, "variable": variables, "data": data}


def _default(parameter: dict[str, Any]) -> Any:
    listed = "List" in parameter["Type"]
    return parameter["Default"].split(",") if listed else parameter["Default"]
