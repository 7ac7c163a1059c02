"""Blocks of which there is no instance by the defaults of a root module's variables, and may be by other values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from lambdanet.identities import without_keys
from lambdanet.missing_facts import Sort
from lambdanet.model import Place
from lambdanet.readers.resources.resource_readers import READERS
from lambdanet.readers.surroundings.left_out import LeftOut, listed, names_of, while_defaults
from lambdanet.readers.terraform.awscc import types_in_awscc
from lambdanet.values import Known, Unknown

if TYPE_CHECKING:
    from lambdanet.readers.terraform.configuration.configuration import Configuration
    from lambdanet.readers.terraform.modules.declaration import Declaration
    from lambdanet.readers.terraform.modules.module_instance import ModuleInstance


_FUNCTION = "aws_lambda_function"


def left_out_of(configuration: Configuration, without_defaults: Callable[[], Configuration]) -> tuple[LeftOut, ...]:
    """The resources of types that are read, and the calls of modules; what is within a call that is left out is not.

    without_defaults: the same configuration as it were if no variable of a root module had a default.
    """
    found = [(module, each) for module in _modules(configuration) for each in _not_made(module)]
    if not found:
        return ()
    # Where a default decides how many there are of a module, one stands for them.
    other = without_defaults()
    others = {without_keys(each.identity("")): each for each in (*other.instances(), *other.described())}
    left_out: list[LeftOut] = []
    of_calls: dict[tuple[ModuleInstance, tuple[str, ...]], list[str]] = {}
    described = {id(module) for module in configuration.described()}
    for module, declaration in found:
        twin = others.get(without_keys(module.identity("")))
        same = None if twin is None else twin.find(declaration.kind, declaration.name)
        keys = None if twin is None or same is None else twin.keys(same)
        named = names_of(keys.waits_for, Sort.VARIABLE) if isinstance(keys, Unknown) else ()
        if named and id(module) in described:
            of_calls.setdefault((module, named), []).append(declaration.name.partition(".")[0])
        elif named:
            left_out.append(_left_out(module, declaration, named))
    return (*left_out, *(_of_call(module, named, types) for (module, named), types in of_calls.items()))


def _modules(configuration: Configuration) -> list[ModuleInstance]:
    modules = (*configuration.instances(), *configuration.described())
    return [module for module in modules if module.exists == Known(True)]


def _not_made(module: ModuleInstance) -> Iterator[Declaration]:
    for kind in ("resource", "module"):
        for name, declaration in module.declarations.get(kind, {}).items():
            of_type = name.partition(".")[0]
            is_read = kind == "module" or of_type in READERS or of_type in types_in_awscc()
            if is_read and module.keys(declaration) == []:
                yield declaration


def _left_out(module: ModuleInstance, declaration: Declaration, named: tuple[str, ...]) -> LeftOut:
    front = "module." if declaration.kind == "module" else ""
    address = f"{module.prefix}{front}{declaration.name}"
    place = replace(module.place_of(declaration, address), address=address)
    counted = declaration.attribute("count") is not None
    nothing = "its count is 0" if counted else "its for_each is empty"
    return LeftOut(module.identity(front + declaration.name), place, f"{nothing} {while_defaults(named)}", named)


def _of_call(module: ModuleInstance, named: tuple[str, ...], types: list[str]) -> LeftOut:
    """What a module that is described makes no resources of: the description has names of its own for these."""
    address = module.prefix[:-1]
    place = Place(address, *((module.call.file, module.call.line) if module.call is not None else ()))
    shown = sorted(dict.fromkeys(types), key=lambda name: (name != _FUNCTION, name))
    because = f"it makes no {listed(shown)} {while_defaults(named)}"
    return LeftOut(module.identity(""), place, because, named)
