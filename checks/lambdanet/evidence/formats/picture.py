"""Places the boxes of a diagram on a plane and draws them as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from lambdanet.evidence.formats.diagram import FUNCTION
from lambdanet.evidence.formats.rendering import environment
from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.evidence.formats.diagram import Box, Diagram, Line

_COLUMNS = (236, 236, 236, 196, 250)
_GAP = 40
_BELOW = 14
_PADDING = 10
_ROW = 15
# A frame has its name above the boxes.
_HEADER = 20
_MARGIN = 12
# Of a fixed-width font of 11 pixels.
_CHARACTER = 6.62
_MOST_ROWS = 3


@dataclass(frozen=True)
class Row:
    """A row of text in a box. style: "kind", "name" or "line"."""

    text: str
    style: str
    y: float


@dataclass(frozen=True)
class Placed:
    """A box on the plane. whole: all its text, where rows are cut off."""

    box: Box
    x: float
    y: float
    width: float
    height: float
    rows: tuple[Row, ...]

    @property
    def whole(self) -> str:
        """Everything that the box shows."""
        lines = [" ".join(part for part in (self.box.kind, self.box.name) if part), *self.box.lines]
        return "\n".join(lines)


@dataclass(frozen=True)
class Frame:
    """A rectangle around boxes, with a name."""

    name: str
    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Curve:
    """A line on the plane, as the path of SVG."""

    path: str
    tone: str


@dataclass(frozen=True)
class Picture:
    """Everything of a diagram on the plane."""

    width: float
    height: float
    boxes: tuple[Placed, ...]
    frames: tuple[Frame, ...]
    curves: tuple[Curve, ...]

    def name_of_function(self, address: str) -> tuple[str, float, float]:
        """What to write into the function's box, and where."""
        one = next(one for one in self.boxes if one.box.id == FUNCTION)
        row = next(row for row in one.rows if row.style == "name")
        return shortened(address, _characters(one.width)), one.x + _PADDING, row.y


def _characters(width: float) -> int:
    return int((width - 2 * _PADDING) / _CHARACTER)


def shortened(text: str, characters: int) -> str:
    """The text without its middle, where it is too long: the beginning and the end of a name say most."""
    half = (characters - 1) // 2
    return text if len(text) <= characters else f"{text[:half]}…{text[-(characters - 1 - half) :]}"


def svg_of(diagram: Diagram) -> str:
    """The inside of an SVG element, and nothing that needs the network."""
    return environment().get_template("network.svg.jinja").render(picture=picture_of(diagram))


@cache
def picture_of(diagram: Diagram) -> Picture:
    """Place the boxes in columns, from the top."""
    columns = [[box for box in diagram.boxes if box.column == number] for number in range(len(_COLUMNS))]
    used = [bool(column) for column in columns]
    starts, width = _starts(used)
    heights = [sum(_height_in_column(column)) for column in columns]
    # Within the VPC's frame and below its name.
    top = _MARGIN + (_HEADER + _MARGIN if diagram.vpc else 0)
    tallest = max(heights)
    placed: list[Placed] = []
    frames: list[Frame] = []
    for number, column in enumerate(columns):
        y = top + (tallest - heights[number]) / 2
        for frame, boxes in _by_frame(column):
            begin = y
            if frame is not None:
                y += _HEADER
            for box in boxes:
                one = _placed(box, starts[number], y, _COLUMNS[number])
                placed.append(one)
                y += one.height + _BELOW
            if frame is not None:
                x, wide = starts[number] - _MARGIN / 2, _COLUMNS[number] + _MARGIN
                frames.append(
                    Frame(shortened(frame, _characters(wide)), "zone", x, begin, wide, y - begin - _BELOW + _MARGIN / 2)
                )
                y += _MARGIN
    height = top + tallest - _BELOW + _MARGIN * (2 if diagram.vpc else 1)
    if diagram.vpc:
        left = starts[1] - _MARGIN
        right = max(starts[n] + _COLUMNS[n] for n in (1, 2, 3) if used[n]) + _MARGIN if any(used[1:4]) else left + 200
        frames.insert(0, Frame(diagram.vpc, "vpc", left, _MARGIN / 2, right - left, height - _MARGIN))
    by_id = {one.box.id: one for one in placed}
    curves = tuple(_curve(line, by_id) for line in diagram.lines if line.source in by_id and line.target in by_id)
    return Picture(width, height, tuple(placed), tuple(frames), curves)


def _starts(used: list[bool]) -> tuple[list[float], float]:
    """Where each column begins, and the width of all; a column without boxes has none."""
    starts: list[float] = []
    x: float = _MARGIN
    for number, has_boxes in enumerate(used):
        starts.append(x)
        x += _COLUMNS[number] + _GAP if has_boxes else 0
    return starts, x - _GAP + _MARGIN


def _by_frame(column: list[Box]) -> Iterator[tuple[str | None, list[Box]]]:
    frames: dict[str | None, list[Box]] = {}
    for box in column:
        frames.setdefault(box.frame, []).append(box)
    yield from frames.items()


def _height_in_column(column: list[Box]) -> Iterator[float]:
    for frame, boxes in _by_frame(column):
        for box in boxes:
            yield _placed(box, 0, 0, _COLUMNS[box.column]).height + _BELOW
        if frame is not None:
            yield _HEADER + _MARGIN


def _placed(box: Box, x: float, y: float, width: float) -> Placed:
    characters = _characters(width)
    texts = [(row, "kind") for row in wrapped(box.kind, characters)]
    texts += [(row, "name") for row in wrapped(box.name, characters)]
    texts += [(row, "line") for line in box.lines for row in wrapped(line, characters)]
    rows = tuple(Row(text, style, y + _PADDING + _ROW * n + 10) for n, (text, style) in enumerate(texts))
    return Placed(box, x, y, width, 2 * _PADDING + _ROW * len(rows) - 3, rows)


def wrapped(text: str, characters: int) -> list[str]:
    """The text in at most three rows; what is too long ends with an ellipsis.

    Addresses have no spaces: they are broken after a dot or a bracket where they have one.
    """
    rows: list[str] = []
    while text:
        if len(text) <= characters:
            rows.append(text)
            break
        if len(rows) == _MOST_ROWS - 1:
            rows.append(text[: characters - 1] + "…")
            break
        cut = max(text.rfind(" ", 0, characters + 1), *(text.rfind(mark, 0, characters) + 1 for mark in "._/"))
        cut = cut if cut > characters // 3 else characters
        rows.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return rows


def _curve(line: Line, by_id: dict[str, Placed]) -> Curve:
    source, target = by_id[line.source], by_id[line.target]
    if source.box.column == target.box.column:
        x = source.x + 18
        return Curve(f"M{x:.0f} {source.y + source.height:.0f}V{target.y:.0f}", line.tone)
    x1, y1 = source.x + source.width, source.y + source.height / 2
    x2, y2 = target.x, target.y + target.height / 2
    middle = (x1 + x2) / 2
    return Curve(f"M{x1:.0f} {y1:.0f}C{middle:.0f} {y1:.0f} {middle:.0f} {y2:.0f} {x2:.0f} {y2:.0f}", line.tone)
