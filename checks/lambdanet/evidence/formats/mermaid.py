"""A diagram in the language of Mermaid, which code hosts draw in Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lambdanet.evidence.formats.diagram import FUNCTION, NAME, OK, STOP, UNKNOWN
from lambdanet.plain_text import plain

if TYPE_CHECKING:
    from lambdanet.evidence.formats.diagram import Box, Diagram

_ARROWS = {OK: "==>", STOP: "-. ✕ .->", UNKNOWN: "-.->"}
_CLASSES = (
    "classDef ok stroke:#1a6b3a,stroke-width:2px",
    "classDef stop stroke:#b42318,stroke-width:2px",
    "classDef unknown stroke:#8a5300,stroke-dasharray:5 3",
)
# What Mermaid, or the HTML in its labels, would take for its own.
_ENTITIES = {
    "#": "#35;",
    '"': "#quot;",
    "&": "#amp;",
    "<": "#lt;",
    ">": "#gt;",
    "`": "#96;",
    "\\": "#92;",
    # Two of the first begin a directive or a comment, wherever they are.
    "%": "#37;",
    "{": "#123;",
    "}": "#125;",
}


def mermaid_of(diagram: Diagram, function: str) -> str:
    """The diagram with the function's name in its box."""
    return "\n".join(_lines(diagram, function)) + "\n"


def _lines(diagram: Diagram, function: str) -> Iterator[str]:
    yield "flowchart LR"
    inside = [box for box in diagram.boxes if diagram.vpc and box.column in (1, 2, 3)]
    yield from (f"  {_node(box, function)}" for box in diagram.boxes if box not in inside)
    if inside:
        yield f'  subgraph vpc["VPC {_text(diagram.vpc)}"]'
        frames = dict.fromkeys(box.frame for box in inside)
        for number, frame in enumerate(frames):
            within = [_node(box, function) for box in inside if box.frame == frame]
            if frame is None:
                yield from (f"    {node}" for node in within)
            else:
                yield f'    subgraph zone{number}["{_text(frame)}"]'
                yield from (f"      {node}" for node in within)
                yield "    end"
        yield "  end"
    yield from (f"  {line.source} {_ARROWS.get(line.tone, '-->')} {line.target}" for line in diagram.lines)
    yield from (f"  {definition}" for definition in _CLASSES)
    for tone in (OK, STOP, UNKNOWN):
        named = [box.id for box in diagram.boxes if _tone(box) == tone]
        if named:
            yield f"  class {','.join(named)} {tone}"


def _tone(box: Box) -> str:
    return STOP if box.marks else box.tone


def _node(box: Box, function: str) -> str:
    name = function if box.id == FUNCTION and box.name == NAME else box.name
    marks = "".join(f" ✕{mark}" for mark in box.marks)
    parts = [f"{_text(box.kind)}{marks}", *([f"<b>{_text(name)}</b>"] if name else []), *map(_text, box.lines)]
    return f'{box.id}["{"<br>".join(parts)}"]'


def _text(text: str) -> str:
    return "".join(_ENTITIES.get(character, character) for character in plain(text))
