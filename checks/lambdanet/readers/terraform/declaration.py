"""One block of the source with the vertices that Checkov made of it, and its syntax when asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lambdanet.readers.terraform import plain_syntax
from lambdanet.readers.terraform.source_text import SourceText
from lambdanet.readers.terraform.syntax import Body, BlockSyntax, Expression, SyntaxProblem, Unsupported

Vertex = dict[str, Any]
_EMPTY = Body()


class Declaration:
    """A block: ``resource``, ``data``, ``module``, ``variable``, ``output`` or one local value.

    vertices: by instance suffix, "" when Checkov made one vertex: ``[0]``, ``["a"]``.
    """

    __slots__ = ("kind", "name", "vertices", "_source", "_is_resource", "_body", "_touched", "_attributes")

    def __init__(self, kind: str, name: str, source: SourceText, is_resource: Callable[[str], bool]) -> None:
        self.kind = kind
        self.name = name
        self.vertices: dict[str, Vertex] = {}
        self._source = source
        self._is_resource = is_resource
        self._body: Body | None = None
        self._touched: frozenset[str] | None = None
        self._attributes: dict[str, Expression | None] = {}

    @property
    def vertex(self) -> Vertex:
        """One of the vertices; they share the source."""
        return next(iter(self.vertices.values()))

    @property
    def file(self) -> str:
        """The file of the block."""
        return str(self.vertex.get("file_path_", ""))

    @property
    def line(self) -> int:
        """The block's first line, 0 when Checkov does not keep it (locals, outputs)."""
        return int(self.vertex.get("__start_line__") or 0)

    def has(self, name: str) -> bool:
        """Whether the block sets the attribute, or has blocks of the name."""
        if self._from_source():
            body = self._parsed()
            return name in body.attributes or any(block.type == name for block in body.blocks)
        return name in self._config()

    def attribute(self, name: str) -> Expression | None:
        """The expression of an attribute, None when the block does not set it."""
        if name not in self._attributes:
            self._attributes[name] = self._attribute(name)
        return self._attributes[name]

    def body_of(self, name: str) -> Body:
        """A body that holds at least the attribute and the nested blocks of this name, dynamic ones included."""
        if self._from_source():
            return self._parsed()
        held = self._config().get(name)
        if held is None:
            return _EMPTY
        if name in self._rendered():
            return self._parsed()
        try:
            nested: list[BlockSyntax] = plain_syntax.blocks(name, held, self._is_resource)
            if nested:
                return Body({}, tuple(nested))
            return Body({name: plain_syntax.attribute(held, self._is_resource)}, ())
        except plain_syntax.NotPlain:
            return self._parsed()

    def _attribute(self, name: str) -> Expression | None:
        if not self._from_source():
            held = self._config().get(name)
            if held is None:
                return None
            if name not in self._rendered():
                try:
                    return plain_syntax.attribute(held, self._is_resource)
                except plain_syntax.NotPlain:
                    pass
        return self._parsed().attributes.get(name)

    def _config(self) -> dict[str, Any]:
        """What Checkov holds of the block: rendered, every attribute in a list of one."""
        config: Any = self.vertex.get("config_") or {}
        for key in [*self.name.split(".")] if self.kind in ("resource", "data") else [self.name]:
            inner = config.get(key) if isinstance(config, dict) else None
            if not isinstance(inner, dict):
                return config if isinstance(config, dict) else {}
            config = inner
        return config if isinstance(config, dict) else {}

    def _from_source(self) -> bool:
        """Whether Checkov's version is no use: it expanded the block, or the block has dynamic blocks."""
        return "" not in self.vertices or "dynamic" in self._config()

    def _rendered(self) -> frozenset[str]:
        """The attributes into which Checkov has put other values."""
        if self._touched is None:
            crumbs = self.vertex.get("rendering_breadcrumbs_") or {}
            self._touched = frozenset(key.split(".", 1)[0] for key in crumbs)
        return self._touched

    def _parsed(self) -> Body:
        if self._body is None:
            self._body = self._parse()
        return self._body

    def _parse(self) -> Body:
        from lambdanet.readers.terraform.grammar import parse_body

        texts: list[str]
        last = int(self.vertex.get("__end_line__") or 0)
        if self.line and last:
            texts = [self._source.lines(self.file, self.line, last)]
        elif self.kind == "local":
            texts = self._source.block(self.file, ("locals",))
        else:
            texts = self._source.block(self.file, (self.kind, self.name))
        problem = "its text was not found"
        for text in texts:
            try:
                found = _own_body(parse_body(text), self.kind, self.name)
            except SyntaxProblem as error:
                problem = str(error)
                continue
            if found is not None:
                return found
        return _Unreadable(f"{self.kind} {self.name} in {self.file} cannot be read: {problem}")


class _Unreadable(Body):
    """A block that cannot be read: every attribute that is asked for is unknown."""

    def __init__(self, reason: str) -> None:
        super().__init__(_AllUnsupported(reason), ())


class _AllUnsupported(dict[str, Expression]):
    def __init__(self, reason: str) -> None:
        super().__init__()
        self._reason = reason

    def get(self, key: str, default: Any = None) -> Any:
        return Unsupported(self._reason)

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: str) -> Expression:
        return Unsupported(self._reason)


def _own_body(parsed: Body, kind: str, name: str) -> Body | None:
    """The body of the block in a parsed text; for a local value, the ``locals`` that hold it."""
    if kind == "local":
        for block in parsed.blocks:
            if block.type == "locals" and name in block.body.attributes:
                return block.body
        return None
    wanted = tuple(name.split(".")) if kind in ("resource", "data") else (name,)
    for block in parsed.blocks:
        if block.type == kind and block.labels == wanted:
            return block.body
    return None
