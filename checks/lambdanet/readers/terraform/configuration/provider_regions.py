"""In which Region the provider of a resource works, through the modules that hand providers on.

https://developer.hashicorp.com/terraform/language/modules/develop/providers
"""

from __future__ import annotations

from lambdanet.readers.conversions import to_text
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance
from lambdanet.readers.terraform.syntax.syntax import Expression, GetAttr, Literal, Object, Traversal
from lambdanet.values import Cause, Known, Unknown, Value

_AWS = "aws"


def region_of_provider(module: ModuleInstance, named: Expression | None) -> Value[str | None]:
    """The Region of the provider that a resource names, of the default one when it names none.

    None is the Region of the default provider of the root module where the code does not tell it.
    """
    alias = "" if named is None else _alias(named)
    return Unknown("the provider is not named plainly") if alias is None else _region(module, alias)


def _alias(named: Expression) -> str | None:
    """ "far" of ``aws.far``, "" of ``aws``; None of anything else."""
    if not isinstance(named, Traversal) or named.root != _AWS:
        return None
    if not named.steps:
        return ""
    step = named.steps[0]
    return step.name if len(named.steps) == 1 and isinstance(step, GetAttr) else None


def _region(module: ModuleInstance, alias: str) -> Value[str | None]:
    name = f"{_AWS}.{alias}" if alias else _AWS
    declared = module.find("provider", name)
    if declared is not None:
        written = declared.attribute("region")
        if written is not None:
            region = to_text(f"the Region of the provider {name}", module.evaluate(written))
            if isinstance(region, Known) and region.value:
                return region
            if alias and isinstance(region, Unknown):
                return region if region.symbol else region.of_another(symbol=module.symbol(name))
        if not alias:
            return Known(None)
        return Unknown(f"the provider {name} names no Region", symbol=module.symbol(name))
    if module.parent is None or module.call is None:
        told = Unknown(
            f"the provider {name} is not declared in the scanned code",
            symbol=module.symbol(name),
            cause=Cause.NOT_DECLARED,
        )
        return told if alias else Known(None)
    handed = module.call.attribute("providers")
    if isinstance(handed, Object):
        for key, value in handed.entries:
            # A bare name as a key is a literal: ``{ aws = aws.far }``.
            named = "" if key == Literal(_AWS) else _alias(key)
            if named == alias:
                return region_of_provider(module.parent, value)
    if handed is not None or alias:
        return Unknown(f"the provider {name} of {module.prefix.rstrip('.')} is not passed on as it is")
    return _region(module.parent, "")
