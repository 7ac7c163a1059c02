"""One block of the source with the vertices that Checkov made of it, and its syntax when asked for."""

from __future__ import annotations

from typing import Any

from lambdanet.readers.terraform.modules.maps_as_blocks import with_maps
from lambdanet.readers.terraform.modules.override_files import merged
from lambdanet.readers.terraform.syntax.source_text import SourceText
from lambdanet.readers.terraform.syntax.syntax import Body, Expression, SyntaxProblem, Unsupported

Vertex = dict[str, Any]


class Declaration:
    """A block: ``resource``, ``data``, ``module``, ``variable``, ``output``, ``provider`` or one local value.

    vertices: by instance suffix, "" when Checkov made one vertex: ``[0]``, ``["a"]``.
    Terraform refuses two blocks of one name in a module. None of them counts, as either may be the one that is meant.
    overrides: those of the blocks in override files, in the order in which they are merged into this one.
    """

    __slots__ = ("_body", "_places", "_source", "kind", "name", "overrides", "vertices")

    def __init__(self, kind: str, name: str, source: SourceText) -> None:
        self.kind = kind
        self.name = name
        self.vertices: dict[str, Vertex] = {}
        self.overrides: list[Vertex] = []
        self._source = source
        self._body: Body | None = None
        self._places: set[tuple[str, int]] = set()

    def add(self, suffix: str, vertex: Vertex) -> None:
        """Take a vertex of the block; of two for one instance the first is reported on."""
        self.vertices.setdefault(suffix, vertex)
        self._places.add((str(vertex.get("file_path_", "")), int(vertex.get("__start_line__") or 0)))

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

    @property
    def body(self) -> Body:
        """What is between the block's braces; of a local value, the ``locals`` block that holds it."""
        if self._body is None:
            self._body = self._read()
        return self._body

    @property
    def is_readable(self) -> bool:
        """Whether its syntax can be read at all."""
        return not isinstance(self.body, _Unreadable)

    def attribute(self, name: str) -> Expression | None:
        """The expression of an attribute, None when the block does not set it."""
        return self.body.attributes.get(name)

    def may_set(self, *names: str) -> bool:
        """Whether it may set one of these attributes, which costs less to know than what it sets."""
        files = {str(vertex.get("file_path_", "")) for vertex in (*self.vertices.values(), *self.overrides)}
        return any(self._source.may_set(file, names) for file in files)

    def _labels(self) -> list[str]:
        if self.kind == "provider":
            return [self.name.partition(".")[0]]  # the alias is no label
        return self.name.split(".") if self.kind in ("resource", "data") else [self.name]

    def _is_one(self) -> bool:
        files = {file for file, _ in self._places}
        placed = {place for place in self._places if place[1]}
        if len(files) > 1 or len(placed) > 1:
            return False
        if self.kind == "provider" or (placed and self.kind != "local" and not self.file.endswith(".json")):
            return True
        # The graph has no lines of some, all of JSON may be one line, and a block may have its local values by layout.
        try:
            if self.kind == "local":
                return self._source.times_of_local(self.file, self.name) < 2
            return self._source.times(self.file, (self.kind, *self._labels())) < 2
        except SyntaxProblem:
            return True

    def _read(self) -> Body:
        if not self._is_one():
            return _Unreadable(f"the {self.kind} {self.name} is declared more than once, which Terraform refuses")
        body = self._read_at(self.vertex)
        for vertex in self.overrides:
            if isinstance(body, _Unreadable):
                break
            over = self._read_at(vertex)
            body = over if isinstance(over, _Unreadable) else merged(body, over)
        return body if isinstance(body, _Unreadable) else with_maps(body, self.kind, self.name)

    def _read_at(self, vertex: Vertex) -> Body:
        problem = "it was not found in its file"
        file = str(vertex.get("file_path_", ""))
        try:
            if self.kind == "local":
                for block in self._source.blocks(file, ("locals",)):
                    if self.name in block.body.attributes:
                        return block.body
            else:
                first, last = (int(vertex.get(name) or 0) for name in ("__start_line__", "__end_line__"))
                body = self._source.block(file, first, last, (self.kind, *self._labels()))
                if body is not None:
                    return body
        except SyntaxProblem as error:
            problem = str(error)
        return _Unreadable(f"the {self.kind} {self.name} cannot be read: {problem}")


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
