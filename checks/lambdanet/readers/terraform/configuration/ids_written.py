"""Ids and ARNs in a block of the code, written out or as what its expressions come to."""

from __future__ import annotations

from collections.abc import Iterator

from lambdanet.given.in_force import are_given
from lambdanet.readers.surroundings.recipients import ids_written_out_in
from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.modules.module_instance import ModuleInstance
from lambdanet.readers.terraform.syntax.expression_parts import expressions_in
from lambdanet.readers.terraform.syntax.syntax import Body


def ids_written_in(module: ModuleInstance, declaration: Declaration, body: Body) -> Iterator[str]:
    """The ids in a part of a declaration, for each of its instances; none where no file says what has an id."""
    if not are_given():
        return
    for key in module.keys_to_judge(declaration):
        bindings = module.bindings(declaration, key)
        yield from ids_written_out_in(module.evaluate(expression, bindings) for expression in expressions_in(body))
