"""Variables whose validation admits some words only: whichever it is, it names nothing on a network.

https://developer.hashicorp.com/terraform/language/validate
"""

from __future__ import annotations

from lambdanet.readers.possible_resources import names_nothing
from lambdanet.readers.terraform.modules.declaration import Declaration
from lambdanet.readers.terraform.syntax.syntax import (
    Binary,
    Call,
    Expression,
    GetAttr,
    Literal,
    Traversal,
    Tuple,
)


def is_one_of_words(declared: Declaration) -> bool:
    """Whether a condition of the variable lists what it may be, and all of that is words."""
    own = Traversal("var", (GetAttr(declared.name),))
    conditions = (block.body.attributes.get("condition") for block in declared.body.blocks_of("validation"))
    return any(condition is not None and _admits_words_only(condition, own) for condition in conditions)


def _admits_words_only(condition: Expression, own: Traversal) -> bool:
    if isinstance(condition, Binary):
        sides = [_admits_words_only(side, own) for side in (condition.left, condition.right)]
        if condition.operator == "==":
            return (
                _is_word(condition.right)
                if condition.left == own
                else condition.right == own and _is_word(condition.left)
            )
        return all(sides) if condition.operator == "||" else condition.operator == "&&" and any(sides)
    if not isinstance(condition, Call) or condition.name != "contains" or len(condition.arguments) != 2:
        return False
    listed, asked = condition.arguments
    return asked == own and isinstance(listed, Tuple) and all(map(_is_word, listed.elements))


def _is_word(expression: Expression) -> bool:
    return isinstance(expression, Literal) and names_nothing(expression.value)
