"""Look-ups of what other stacks and states give out, where files say it.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/cloudformation_export
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/cloudformation_stack
https://developer.hashicorp.com/terraform/language/state/remote-state-data
https://registry.terraform.io/providers/hashicorp/tfe/latest/docs/data-sources/outputs
"""

from __future__ import annotations

from collections.abc import Iterator

from lambdanet.given.facts import Fact, take
from lambdanet.given.facts_of_place import facts_for
from lambdanet.given.in_force import environment
from lambdanet.given.state_outputs import SENSITIVE
from lambdanet.readers.conversions import from_python
from lambdanet.readers.datum import Datum
from lambdanet.readers.terraform.configuration.backends import DEFAULT_WORKSPACE, LOCAL, path_of_local
from lambdanet.readers.terraform.configuration.terraform_block import TerraformBlock
from lambdanet.readers.terraform.lookups.answers import LookUp, answers
from lambdanet.undeclared import missing
from lambdanet.values import Cause, Known, Unknown

# Arguments of the backends that name one state; a key of S3 is that of the default workspace.
# https://developer.hashicorp.com/terraform/language/backend
_NAMES = ("key", "path", "prefix", "address", "schema_name", "secret_suffix")
_HOLDERS = ("bucket", "container_name", "storage_account_name")


@answers("aws_cloudformation_export")
def export(look_up: LookUp) -> dict[str, Datum] | None:
    """A value that a stack exports."""
    facts, name = facts_for(look_up.root), look_up.block.datum("name")
    found = facts.export(name, region_of(look_up)) if facts is not None and isinstance(name, str) else None
    return None if found is None else {"value": taken(found, look_up, f"{look_up.address}.value")}


@answers("aws_cloudformation_stack")
def stack(look_up: LookUp) -> dict[str, Datum] | None:
    """The outputs of a stack."""
    facts, name = facts_for(look_up.root), look_up.block.datum("name")
    found = facts.stack(name, region_of(look_up)) if facts is not None and isinstance(name, str) else None
    return None if found is None else {"outputs": _all_taken(found, look_up, "outputs")}


@answers("terraform_remote_state")
def remote_state(look_up: LookUp) -> dict[str, Datum] | None:
    """The outputs of another state."""
    facts = facts_for(look_up.root)
    if facts is None:
        return None
    block = look_up.block
    config, workspace = block.datum("config"), block.datum("workspace")
    given = config if isinstance(config, dict) else {}
    path = path_of_local(given, workspace, look_up.module) if block.datum("backend") == LOCAL else ""
    names = tuple(dict.fromkeys(names_of_state(given, workspace)))
    found = facts.state(names, path, f"the state of {look_up.address}")
    if found is None:
        return None
    defaults = block.datum("defaults")
    outputs = {**(defaults if isinstance(defaults, dict) else {}), **_all_taken(found, look_up, "outputs")}
    return {"outputs": outputs}


@answers("tfe_outputs")
def outputs_of_workspace(look_up: LookUp) -> dict[str, Datum] | None:
    """The outputs of a workspace of HCP Terraform."""
    facts = facts_for(look_up.root)
    organization, workspace = look_up.block.datum("organization"), look_up.block.datum("workspace")
    if facts is None or not isinstance(workspace, str):
        return None
    named = (f"{organization}/{workspace}",) if isinstance(organization, str) else ()
    found = facts.state((*named, workspace), "", f"the workspace {workspace}")
    if found is None:
        return None
    values = _all_taken(found, look_up, "values")
    open_ones = {
        name: value for name, value in values.items() if not (isinstance(value, Unknown) and SENSITIVE in value.reason)
    }
    return {"values": values, "nonsensitive_values": open_ones}


def names_of_state(config: dict[str, Datum], workspace: Datum) -> Iterator[str]:
    """How settings may name a state: the longer names say more, the last one alone only the default workspace."""
    plain = [config[name] for name in _NAMES if isinstance(config.get(name), str)]
    holders = [config[name] for name in _HOLDERS if isinstance(config.get(name), str)]
    if isinstance(workspace, str) and workspace != DEFAULT_WORKSPACE:
        prefix = config.get("workspace_key_prefix", "env:")
        for name in plain:
            yield f"{workspace}/{name}"
            yield f"{prefix}/{workspace}/{name}"
            yield from (f"{holder}/{prefix}/{workspace}/{name}" for holder in holders)
        # Whoever names an environment has said which workspace is meant.
        plain = plain if environment() else []
    for name in plain:
        yield name
        yield from (f"{holder}/{name}" for holder in holders)
    organization, workspaces = config.get("organization"), config.get("workspaces")
    if isinstance(workspaces, dict):
        named, prefix = workspaces.get("name"), workspaces.get("prefix")
        if not isinstance(named, str) and isinstance(prefix, str) and isinstance(workspace, str):
            named = f"{prefix}{workspace}"
        if isinstance(named, str):
            if isinstance(organization, str):
                yield f"{organization}/{named}"
            yield named


def region_of(look_up: LookUp) -> str:
    """The Region in which a data source looks; "" where the code does not say it."""
    region = look_up.block.region() if isinstance(look_up.block, TerraformBlock) else Known(None)
    return region.value or "" if isinstance(region, Known) else ""


def taken(found: Fact | Unknown, look_up: LookUp, name: str) -> Datum:
    """The value of a fact, or the unknown that waits for what the data source asks for."""
    if isinstance(found, Unknown):
        symbol = f"{look_up.root}|{name}"
        return Unknown(found.reason, symbol=symbol, cause=Cause.WHEN_IT_RUNS, waits_for=missing(look_up.block.identity))
    return from_python(take(found, look_up.root))


def _all_taken(found: dict[str, Fact | Unknown], look_up: LookUp, attribute: str) -> dict[str, Datum]:
    return {name: taken(fact, look_up, f"{look_up.address}.{attribute}.{name}") for name, fact in found.items()}
