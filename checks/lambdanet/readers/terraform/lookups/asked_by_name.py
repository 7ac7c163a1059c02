"""What look-ups ask for by a name: whoever has the fact knows it by that name, not by the look-up's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lambdanet.given.notes import notes
from lambdanet.missing_facts import MissingFact, Sort

if TYPE_CHECKING:
    from lambdanet.readers.terraform.modules.module_instance import ResourceInstance

_BY_NAME = {"aws_ssm_parameter": Sort.STORED_PARAMETER, "aws_cloudformation_export": Sort.EXPORT}
_BY_PATH = "aws_ssm_parameters_by_path"
_STATES = ("terraform_remote_state", "tfe_outputs")


def note_asked(instance: ResourceInstance) -> None:
    """Note the fact that a data source asks for, where the code says its name."""
    kind = instance.declaration.name.partition(".")[0]
    if kind not in (*_BY_NAME, _BY_PATH, *_STATES):
        return
    asked = notes().asked
    identity = instance.identity
    if identity in asked:
        return
    if kind in _BY_NAME:
        name = instance.argument("name")
        if isinstance(name, str):
            asked[identity] = MissingFact(_BY_NAME[kind], name)
        return
    if kind == _BY_PATH:
        path = instance.argument("path")
        if isinstance(path, str):
            asked[identity] = MissingFact(Sort.STORED_PARAMETER, f"{path.rstrip('/')}/")
        return
    asked[identity] = MissingFact(Sort.STATE, _name_of_state(instance, kind), instance.module.directory)


def _name_of_state(instance: ResourceInstance, kind: str) -> str:
    """How settings may name the state, by what the code says of where it is kept; else the look-up's address."""
    workspace = instance.argument("workspace")
    if kind == "tfe_outputs":
        organization = instance.argument("organization")
        names = [each for each in (organization, workspace) if isinstance(each, str)]
        if isinstance(workspace, str):
            return "/".join(names)
    else:
        from lambdanet.readers.terraform.lookups.other_stacks import names_of_state

        config = instance.argument("config")
        name = next(iter(names_of_state(config, workspace)), "") if isinstance(config, dict) else ""
        if name:
            return name
    return instance.identity.rpartition("|")[2]
