"""Maps that are written as blocks, as code from the time of Terraform 0.11 has them: ``variables { HOST = "db" }``.

That language took both for one, and the later one refuses the block
(https://developer.hashicorp.com/terraform/language/v1.1.x/upgrade-guides/0-12#attributes-vs-blocks).
"""

from __future__ import annotations

from dataclasses import replace

from lambdanet.readers.terraform.syntax.syntax import BlockSyntax, Body, Expression, Literal, Object

# The maps of what a module gets have any name, these have theirs: by the block that holds them, the block itself "".
_OF_STATES = {"": ("config", "defaults")}
_MAPS = {"aws_lambda_function": {"environment": ("variables",)}}


def with_maps(body: Body, kind: str, name: str) -> Body:
    """The content of a block, with the maps that are written as blocks as attributes."""
    if not body.blocks:
        return body
    if kind == "module":
        return _as_maps(body, None)
    of_type = name.partition(".")[0]
    maps = _OF_STATES if (kind, of_type) == ("data", "terraform_remote_state") else _MAPS.get(of_type, {})
    if kind not in ("resource", "data") or not maps:
        return body
    if any(block.body.blocks and block.type in maps for block in body.blocks):
        blocks = tuple(
            replace(block, body=_as_maps(block.body, maps[block.type])) if block.type in maps else block
            for block in body.blocks
        )
        body = replace(body, blocks=blocks)
    return _as_maps(body, maps[""]) if "" in maps else body


def _as_maps(body: Body, names: tuple[str, ...] | None) -> Body:
    """A body whose blocks of these names are attributes, where there is one of a name; None for any name."""
    found: dict[str, Expression] = {}
    kept: list[BlockSyntax] = []
    for block in body.blocks:
        alone = len(body.blocks_of(block.type)) == 1 and block.type not in body.attributes
        if block.labels or not alone or (names is not None and block.type not in names):
            kept.append(block)
        else:
            found[block.type] = _map(block.body)
    return replace(body, attributes={**body.attributes, **found}, blocks=tuple(kept)) if found else body


def _map(body: Body) -> Object:
    within = _as_maps(body, None)
    return Object(tuple((Literal(name), value) for name, value in within.attributes.items()))
