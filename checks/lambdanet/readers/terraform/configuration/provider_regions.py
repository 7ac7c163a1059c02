"""Which provider makes a resource, and in which Region it works, through the modules that pass providers on.

https://developer.hashicorp.com/terraform/language/modules/develop/providers
"""

from __future__ import annotations

from lambdanet.readers.conversions import to_text
from lambdanet.readers.datum import Datum
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance
from lambdanet.readers.terraform.syntax.syntax import Expression, GetAttr, Literal, Object, Traversal
from lambdanet.values import Cause, Known, Unknown, Value

_AWS = "aws"


def provider_of(module: ModuleInstance, named: Expression | None) -> Value[str]:
    """The provider that a resource names, the default one when it names none: unique in the scan."""
    place = _place_of(module, named)
    return place if isinstance(place, Unknown) else Known(place[0].identity(place[1]))


def region_of_provider(module: ModuleInstance, named: Expression | None) -> Value[str | None]:
    """The Region of the provider that a resource names, of the default one when it names none.

    None is the Region of the default provider of the root module where the code does not say it.
    """
    place = _place_of(module, named)
    if isinstance(place, Unknown):
        return place
    owner, name = place
    declared, is_default = owner.find("provider", name), name == _AWS
    if declared is None:
        unknown = Unknown(
            f"the provider {name} is not declared in the scanned code",
            symbol=owner.symbol(name),
            cause=Cause.NOT_DECLARED,
        )
        return Known(None) if is_default else unknown
    written = declared.attribute("region")
    if written is not None:
        region = to_text(f"the Region of the provider {name}", owner.evaluate(written))
        if isinstance(region, Known) and region.value:
            return region
        if not is_default and isinstance(region, Unknown):
            return region if region.symbol else region.of_another(symbol=owner.symbol(name))
    if is_default:
        return Known(None)
    return Unknown(f"the provider {name} names no Region", symbol=owner.symbol(name))


def tags_of_provider(module: ModuleInstance, named: Expression | None) -> Datum:
    """The tags that a provider gives to all that it makes, under ``default_tags``; None where it has none.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block
    """
    place = _place_of(module, named)
    if isinstance(place, Unknown):
        return place
    owner, name = place
    declared = owner.find("provider", name)
    for block in () if declared is None else declared.body.blocks:
        if block.type == "dynamic" and block.labels == ("default_tags",):
            return Unknown(f"the default_tags of the provider {name} are dynamic")
        if block.type == "default_tags":
            written = block.body.attributes.get("tags")
            return None if written is None else owner.evaluate(written)
    return None


def _place_of(module: ModuleInstance, named: Expression | None) -> tuple[ModuleInstance, str] | Unknown:
    """The module that configures a provider, or the root module where none does, with the provider's name there."""
    alias = "" if named is None else _alias(named)
    if alias is None:
        return Unknown("the provider is not named plainly")
    name = f"{_AWS}.{alias}" if alias else _AWS
    if module.find("provider", name) is not None or module.parent is None or module.call is None:
        return module, name
    passed = module.call.attribute("providers")
    if isinstance(passed, Object):
        for key, value in passed.entries:
            # A bare name as a key is a literal: ``{ aws = aws.far }``.
            if ("" if key == Literal(_AWS) else _alias(key)) == alias:
                return _place_of(module.parent, value)
    if passed is not None or alias:
        return Unknown(f"the provider {name} of {module.prefix.rstrip('.')} is not passed on as it is")
    return _place_of(module.parent, None)


def _alias(named: Expression) -> str | None:
    """ "far" of ``aws.far``, "" of ``aws``; None of anything else."""
    if not isinstance(named, Traversal) or named.root != _AWS:
        return None
    if not named.steps:
        return ""
    step = named.steps[0]
    return step.name if len(named.steps) == 1 and isinstance(step, GetAttr) else None
