"""Look-ups of what the parameter store holds, where files say it.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ssm_parameter
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ssm_parameters_by_path
"""

from __future__ import annotations

from lambdanet.given.facts import Fact, contradicted, note_taken
from lambdanet.given.facts_of_place import facts_for
from lambdanet.given.notes import notes
from lambdanet.given.stored_hierarchies import folder_of_path, is_within
from lambdanet.readers.datum import Datum
from lambdanet.readers.sets import Paired
from lambdanet.readers.terraform.lookups.answers import LookUp, answers
from lambdanet.readers.terraform.lookups.made_by_code import one_made
from lambdanet.readers.terraform.lookups.other_stacks import region_of, taken


@answers("aws_ssm_parameter")
def stored_parameter(look_up: LookUp) -> dict[str, Datum] | None:
    """A parameter of the parameter store; of a secure one nothing is known."""
    facts, name = facts_for(look_up.root), look_up.block.datum("name")
    if facts is None or not isinstance(name, str):
        return None
    found = facts.parameter(name, region_of(look_up))
    if found is None:
        return None
    value = taken(found, look_up, f"{look_up.address}.value")
    made = _made_here(look_up, name)
    if made is not None and isinstance(found, Fact) and made != found.value:
        notes().add_contradiction(contradicted(found, f"the stored parameter {name}"))
        return None
    return {"value": value, "insecure_value": value}


def _made_here(look_up: LookUp, name: str) -> str | None:
    """The text that a resource of the same module puts into the parameter; None where none does, or it is none."""
    module = look_up.module
    for address, declaration in module.declarations.get("resource", {}).items():
        if not address.startswith("aws_ssm_parameter.") or module.keys(declaration) != [None]:
            continue
        named = declaration.attribute("name")
        if named is not None and module.evaluate(named) == name:
            for attribute in ("value", "insecure_value"):
                written = declaration.attribute(attribute)
                value = module.evaluate(written) if written is not None else None
                if isinstance(value, str):
                    return value
    return None


@answers("aws_ssm_parameters_by_path")
def stored_parameters(look_up: LookUp) -> dict[str, Datum] | None:
    """All parameters in a folder, in any order: a name and a value at one place belong together."""
    facts, path = facts_for(look_up.root), look_up.block.datum("path")
    deep = look_up.block.datum("recursive")
    if facts is None or not isinstance(path, str) or deep not in (None, True, False, "true", "false"):
        return None
    deep = deep in (True, "true")
    listed = facts.parameters_in(path, deep=deep, region=region_of(look_up))
    if listed is None:
        return None
    found = listed.by_name
    folder = folder_of_path(path)

    def is_another(name: Datum) -> bool:
        """Whether what the code makes changes nothing: it is elsewhere, or is what the files say."""
        if not isinstance(name, str):
            return False
        fact, made = found.get(name), _made_here(look_up, name)
        same = isinstance(fact, Fact) and made in (None, fact.value)
        return same or not is_within(name, folder, deep=deep)

    if made := one_made(look_up, "aws_ssm_parameter", "name", is_another):
        notes().add_unmatched(f"{look_up.address}: the code makes {made}, so it may find more than the files tell")
        return None
    note_taken(listed.file, look_up.root, ())
    values = tuple(taken(fact, look_up, f"{look_up.address}.values/{name}") for name, fact in found.items())
    pairs = look_up.block.identity
    return {"names": Paired(tuple(found), pairs=pairs), "values": Paired(values, pairs=pairs)}
