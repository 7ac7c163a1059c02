"""From the text of Terraform code to its syntax, by the grammar that Checkov brings.

What cannot be read as a whole raises ``SyntaxProblem``. Where only one string in it cannot be taken apart, that
string alone becomes ``Unsupported``, so that one odd string does not hide a whole block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lambdanet.readers.terraform.syntax.outline import Outline, SetAside, outline
from lambdanet.readers.terraform.syntax.string_templates import letters_of, template
from lambdanet.readers.terraform.syntax.syntax import (
    Access,
    Binary,
    BlockSyntax,
    Body,
    Call,
    Conditional,
    Expression,
    ForObject,
    ForTuple,
    GetAttr,
    Index,
    Literal,
    Object,
    Quoted,
    Splat,
    Step,
    SyntaxProblem,
    Template,
    Traversal,
    Tuple,
    Unary,
    Unsupported,
)

_CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_PRECEDENCE = {
    "||": 1,
    "&&": 2,
    "==": 3,
    "!=": 3,
    "<": 4,
    ">": 4,
    "<=": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}
_PLAIN_TRAVERSAL = re.compile(r"\s*([a-zA-Z_][\w-]*(?:\.[a-zA-Z_][\w-]*)*)\s*\Z", re.ASCII)
_MOST_DIGITS = 400


@lru_cache(maxsize=8192)
def parse_body(text: str) -> Body:
    """The body of a file, or the body that holds the one block of which ``text`` is the source."""
    return _Conversion(outline(text)).whole_body()


@lru_cache(maxsize=32768)
def parse_expression(text: str) -> Expression:
    """The expression that ``text`` is."""
    if (plain := _PLAIN_TRAVERSAL.match(text)) is not None:
        root, *names = plain.group(1).split(".")
        return _named(root, tuple(GetAttr(name) for name in names))
    outlined = outline(text, newlines_matter=False)
    if not outlined.text.strip():
        raise SyntaxProblem("there is no expression")
    body = _Conversion(Outline(f"expression = {outlined.text}", outlined.strings)).whole_body()
    if list(body.attributes) != ["expression"] or body.blocks:
        raise SyntaxProblem("more than one expression")
    return body.attributes["expression"]


@lru_cache(maxsize=512)
def parse_template(text: str) -> Expression:
    """The expression that a template file is: a string with interpolations, without quotes and escapes."""
    try:
        return template(SetAside(text, heredoc=True), _embedded)
    except SyntaxProblem as problem:
        return Unsupported(f"a template file cannot be read: {problem}")


def _named(root: str, steps: tuple[Step, ...]) -> Expression:
    if root in _CONSTANTS and not steps:
        return Literal(_CONSTANTS[root])
    return Traversal(root, steps)


def _embedded(text: str) -> Expression:
    """An expression within a string."""
    try:
        return parse_expression(text)
    except SyntaxProblem as problem:
        return Unsupported(f"{text.strip()} could not be read: {problem}")


def _trees(tree: Any) -> list[Any]:
    """The children of a rule without its tokens."""
    return [child for child in tree.children if hasattr(child, "children")]


class _Conversion:
    """Turns one parse tree of the grammar's into syntax."""

    def __init__(self, outlined: Outline) -> None:
        self._text = outlined.text + "\n"  # the grammar ends a block and an attribute with a newline only
        self._strings = outlined.strings

    def whole_body(self) -> Body:
        from hcl2.parser import Hcl2  # type: ignore[import-untyped, unused-ignore]
        from lark.exceptions import LarkError, UnexpectedInput

        try:
            tree = Hcl2.lark_parser.parse(self._text)
            return self._body(next(child for child in tree.children if child.data == "body"))
        except UnexpectedInput as problem:
            # What is there is not shown: files of values hold secrets.
            raise SyntaxProblem(f"line {problem.line} is not understood") from None
        except LarkError as problem:
            raise SyntaxProblem(str(problem).partition("\n")[0]) from None
        except RecursionError:
            raise SyntaxProblem("an expression is too long") from None

    def _body(self, tree: Any) -> Body:
        attributes: dict[str, Expression] = {}
        blocks: list[BlockSyntax] = []
        for child in tree.children:
            if child.data == "attribute":
                name, value = child.children
                named = str(name.children[0])
                if named in attributes:
                    raise SyntaxProblem(f"{named} is set twice, which Terraform refuses")
                attributes[named] = self._expression(value)
            else:
                block_type, *labels, body = child.children
                names = tuple(self._label(label) for label in labels)
                blocks.append(BlockSyntax(str(block_type.children[0]), names, self._body(body)))
        return Body(attributes, tuple(blocks))

    def _label(self, label: Any) -> str:
        if hasattr(label, "children"):
            return str(label.children[0])
        return letters_of(self._strings[int(label[1:-1])].content)

    def _expression(self, tree: Any) -> Expression:
        """An expression; the grammar does not know precedence, so operands are regrouped from reading order."""
        if tree.data in ("expr_term", "identifier"):
            return self._operand(tree)
        return _Precedence(list(self._reading_order(tree))).whole()

    def _reading_order(self, tree: Any) -> Iterator[Expression | str]:
        """The operands and operators of an expression in their order, down to terms and parentheses."""
        pending = [tree]
        while pending:
            item = pending.pop()
            if isinstance(item, str):
                yield str(item)
            elif item.data == "binary_op":
                left, term = item.children
                operator, right = term.children
                pending += [right, str(operator.children[0]), left]
            elif item.data == "conditional":
                condition, when_true, when_false = item.children
                pending += [when_false, ":", when_true, "?", condition]
            else:
                yield self._operand(item)

    def _operand(self, tree: Any) -> Expression:
        if tree.data == "unary_op":
            operator, operand = tree.children
            return Unary(str(operator), self._operand(operand))
        if tree.data == "identifier":
            return _named(str(tree.children[0]), ())
        content = tree.children[0]
        if not hasattr(content, "children"):
            return self._string(content)
        if content.data in ("expr_term", "binary_op", "unary_op", "conditional"):
            return self._expression(content)
        convert = getattr(self, f"_{content.data}", None)
        if convert is None:
            return Unsupported(f"{content.data.replace('_', ' ')} is not evaluated")
        converted: Expression = convert(content)
        return converted

    def _string(self, token: str) -> Expression:
        try:
            return template(self._strings[int(token[1:-1])], _embedded)
        except SyntaxProblem as problem:
            return Unsupported(f"a string could not be read: {problem}")

    def _identifier(self, tree: Any) -> Expression:
        return _named(str(tree.children[0]), ())

    def _int_lit(self, tree: Any) -> Expression:
        digits = "".join(tree.children)
        return Literal(int(digits)) if len(digits) <= _MOST_DIGITS else Unsupported("the number is too long")

    def _float_lit(self, tree: Any) -> Expression:
        digits = "".join(tree.children)
        number = float(digits) if len(digits) <= _MOST_DIGITS else float("inf")
        if abs(number) > 1e300:
            return Unsupported("the number is too large")
        return Literal(int(number) if number.is_integer() and abs(number) < 1e15 else number)

    def _tuple(self, tree: Any) -> Expression:
        return Tuple(tuple(self._element(element) for element in tree.children))

    def _element(self, tree: Any) -> Expression:
        expression = self._expression(tree)
        content = tree.children[0] if tree.data == "expr_term" else None
        if isinstance(content, str) and not isinstance(expression, (Literal, Template, Unsupported)):
            return Quoted(expression)
        return expression

    def _object(self, tree: Any) -> Expression:
        return Object(tuple(self._entry(element) for element in tree.children))

    def _entry(self, element: Any) -> tuple[Expression, Expression]:
        key, value = element.children
        if key.data == "expr_term" and getattr(key.children[0], "data", "") == "identifier":
            key = key.children[0]
        name = Literal(str(key.children[0])) if key.data == "identifier" else self._expression(key)
        return name, self._expression(value)

    def _function_call(self, tree: Any) -> Expression:
        name = str(tree.children[0].children[0])
        if len(tree.children) == 1:
            return Call(name, ())
        arguments = tree.children[1]
        # The grammar drops the dots from its tree, yet their place counts for the extent of the arguments.
        behind = self._text[arguments.children[-1].meta.end_pos : arguments.meta.end_pos]
        return Call(name, tuple(self._expression(argument) for argument in arguments.children), "..." in behind)

    def _for_tuple_expr(self, tree: Any) -> Expression:
        introduction, value, *condition = _trees(tree)
        key_name, value_name, collection = self._introduction(introduction)
        return ForTuple(key_name, value_name, collection, self._expression(value), self._condition(condition))

    def _for_object_expr(self, tree: Any) -> Expression:
        introduction, key, value, *condition = _trees(tree)
        key_name, value_name, collection = self._introduction(introduction)
        return ForObject(
            key_name,
            value_name,
            collection,
            self._expression(key),
            self._expression(value),
            self._condition(condition),
            grouping=any(str(child) == "..." for child in tree.children if not hasattr(child, "children")),
        )

    def _introduction(self, tree: Any) -> tuple[str | None, str, Expression]:
        *names, collection = _trees(tree)
        named = [str(name.children[0]) for name in names]
        return (named[0] if len(named) == 2 else None), named[-1], self._expression(collection)

    def _condition(self, trees: list[Any]) -> Expression | None:
        return self._expression(_trees(trees[0])[0]) if trees else None

    def _index_expr_term(self, tree: Any) -> Expression:
        return self._postfix(tree)

    def _get_attr_expr_term(self, tree: Any) -> Expression:
        return self._postfix(tree)

    def _attr_splat_expr_term(self, tree: Any) -> Expression:
        return self._postfix(tree)

    def _full_splat_expr_term(self, tree: Any) -> Expression:
        return self._postfix(tree)

    def _postfix(self, tree: Any) -> Expression:
        """Every step behind a term, from the innermost tree outwards."""
        links: list[Any] = []
        while getattr(tree, "data", "").endswith("_expr_term"):
            term, link = tree.children
            links.append(link)
            if len(term.children) != 1 or not str(getattr(term.children[0], "data", "")).endswith("_expr_term"):
                tree = term
                break
            tree = term.children[0]
        flat: list[Any] = []
        for link in reversed(links):
            flat += [link, *link.children] if link.data.endswith("_splat") else [link]
        source = self._operand(tree)
        steps = self._steps(flat)
        if isinstance(source, Traversal) and tree.children[0].data == "identifier":
            return Traversal(source.root, source.steps + steps)
        return Access(source, steps)

    def _steps(self, links: list[Any]) -> tuple[Step, ...]:
        """The steps with each splat's own steps put into it.

        ``[*]`` takes everything behind it from each element; ``.*`` takes only the names and old-form indexes.
        """
        steps: list[Step] = []
        for position, link in enumerate(links):
            if link.data == "full_splat":
                return (*steps, Splat(self._steps(links[position + 1 :])))
            if link.data == "attr_splat":
                end = position + 1
                while end < len(links) and (links[end].data == "get_attr" or _is_old_index(links[end])):
                    end += 1
                return (*steps, Splat(self._steps(links[position + 1 : end])), *self._steps(links[end:]))
            steps.append(self._step(link))
        return tuple(steps)

    def _step(self, link: Any) -> Step:
        if link.data == "get_attr":
            return GetAttr(str(link.children[0].children[0]))
        if _is_old_index(link):
            return Index(Literal(int("".join(link.children)[:_MOST_DIGITS])))
        return Index(self._expression(link.children[0]))


def _is_old_index(link: Any) -> bool:
    return bool(link.data == "index" and not hasattr(link.children[0], "children"))


class _Precedence:
    """Groups operands and operators, given in reading order, by the language's precedence."""

    def __init__(self, items: list[Expression | str]) -> None:
        self._items = items
        self._next = 0

    def whole(self) -> Expression:
        expression = self._conditional()
        if self._next != len(self._items):
            raise SyntaxProblem(f"unexpected {self._items[self._next]}")
        return expression

    def _peek(self) -> Expression | str | None:
        return self._items[self._next] if self._next < len(self._items) else None

    def _expect(self, symbol: str) -> None:
        if self._peek() != symbol:
            raise SyntaxProblem(f"{symbol} is missing")
        self._next += 1

    def _conditional(self) -> Expression:
        condition = self._binary(1)
        if self._peek() != "?":
            return condition
        self._expect("?")
        when_true = self._conditional()
        self._expect(":")
        return Conditional(condition, when_true, self._conditional())

    def _binary(self, lowest: int) -> Expression:
        left = self._items[self._next]
        self._next += 1
        if isinstance(left, str):
            raise SyntaxProblem(f"unexpected {left}")
        while isinstance(operator := self._peek(), str) and _PRECEDENCE.get(operator, 0) >= lowest:
            self._next += 1
            left = Binary(operator, left, self._binary(_PRECEDENCE[operator] + 1))
        return left
