"""What an expression evaluates to in a scope.

Evaluation is total: it answers every expression with a datum, never raises, and ends after a bounded number of
steps. What the code does not say becomes an ``Unknown`` that keeps the declared resources it may still be; what
Terraform would refuse becomes an ``EvaluationError``.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any

from lambdanet.readers.conversions import printed
from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.secrets_of_databases import as_secret
from lambdanet.readers.sets import SetListing, like
from lambdanet.readers.terraform.evaluation.lists_in_lists import flattened
from lambdanet.readers.terraform.evaluation.operators import (
    compute,
    conjunction,
    disjunction,
    inverse,
    negate,
    truth_of,
)
from lambdanet.readers.terraform.evaluation.traversal import attribute_of, item_of
from lambdanet.readers.terraform.functions.collection_functions import as_set, united
from lambdanet.readers.terraform.functions.function_calls import call_function
from lambdanet.readers.terraform.syntax.syntax import (
    Access,
    Binary,
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
    Template,
    Traversal,
    Tuple,
    Unary,
    Unsupported,
)
from lambdanet.readers.terraform.values.certainty import (
    Allowance,
    EvaluationError,
    OutOfWork,
    Refused,
    Undecided,
    candidates_of,
    doubtful,
    either,
    equal,
    is_instance,
    spend,
    unknown_because,
)
from lambdanet.readers.terraform.values.names_in_scope import Scope, UncertainInstances
from lambdanet.readers.terraform.values.or_more import NOT_KNOWN, OrMore, counted, is_behind, may_be_more
from lambdanet.readers.terraform.values.sizes import Sizes
from lambdanet.readers.terraform.values.stand_ins import (
    StandIn,
    are_keys,
    hidden_in,
    in_order_of,
    key_of,
    meant_by,
    stand_in,
)
from lambdanet.readers.terraform.values.type_conversion import joined_parts, text
from lambdanet.readers.terraform.values.unification import may_change, refuse_strangers, unified
from lambdanet.readers.withheld import current
from lambdanet.values import Unknown

Bindings = Mapping[str, Datum]

MOST_STEPS = 20_000
MOST_STEPS_BESIDE = 1_000
DEEPEST = 60

# Functions of files, with what they ask of the scope.
_OF_FILES = {
    **dict.fromkeys(("file", "templatefile"), "file"),
    **dict.fromkeys(("filebase64", "filemd5", "filesha1", "filesha256", "filesha512"), "file_bytes"),
    **dict.fromkeys(("filebase64sha256", "filebase64sha512"), "file_bytes"),
    "fileset": "files",
}
# Functions that count elements or find them by their places.
_OF_PLACES = frozenset(("length", "index", "element", "slice"))
# Functions whose result is as long as what they are given, or that know of numbers that may be greater.
_AS_LONG = frozenset(
    (
        *("tolist", "toset", "tomap", "sort", "reverse", "distinct", "compact", "concat", "flatten", "formatlist"),
        *("zipmap", "merge", "keys", "values", "coalescelist", "sensitive", "nonsensitive"),
        *("min", "max", "range", "cidrsubnet", "cidrhost"),
    )
)
# Functions that say something about a result although the list may be too short for it, or the range too small.
_RELY_ON_THE_FIRST = frozenset(("slice", "cidrsubnets"))
_MAKE_SETS = frozenset(("toset", "setunion", "setintersection", "setsubtract"))
_NO_BINDINGS: Bindings = MappingProxyType({})
_TOO_LARGE = "the expression is too large to evaluate"


def evaluate(expression: Expression, scope: Scope, bindings: Bindings | None = None) -> Datum:
    """The datum that the expression stands for.

    bindings: names that hide those of the scope, such as the iterator of a ``dynamic`` block.
    """
    if isinstance(expression, Literal):
        return expression.value
    try:
        with Allowance(MOST_STEPS):
            datum = _Evaluation(scope).value(expression, bindings or _NO_BINDINGS)
            too_large = (getattr(scope, "sizes", None) or Sizes()).are_too_many(datum)
            return Unknown(_TOO_LARGE, candidates_of(datum)) if too_large else datum
    except RecursionError:
        return Unknown(_TOO_LARGE)  # asking the scope again would only lead here again
    except OutOfWork:
        return Unknown(_TOO_LARGE, _mentioned(expression, scope, bindings or _NO_BINDINGS))


def _mentioned(expression: Expression, scope: Scope, bindings: Bindings) -> frozenset[str]:
    """What an expression that is not evaluated may be: everything that the names in it stand for."""
    found: frozenset[str] = frozenset()
    pending: list[Any] = [expression]
    while pending:
        node = pending.pop()
        if isinstance(node, tuple):
            pending += node
        elif is_dataclass(node):
            pending += [getattr(node, each.name) for each in fields(node)]
        if isinstance(node, Traversal):
            found |= candidates_of(bindings[node.root] if node.root in bindings else scope.named(_names(node))[0])
    return found


def _names(traversal: Traversal) -> tuple[str, ...]:
    """The names with which a traversal begins."""
    names = [traversal.root]
    for step in traversal.steps:
        if not isinstance(step, GetAttr):
            break
        names.append(step.name)
    return tuple(names)


class _OnlyBindings:
    """The scope of a template file: nothing but the variables that it is given."""

    def named(self, names: tuple[str, ...]) -> tuple[Datum, int]:
        """See ``Scope.named``."""
        return Unknown(f"{'.'.join(names)} is not given to the template"), len(names)


def entries_of(datum: Datum) -> tuple[list[tuple[Datum, Datum]], Unknown | None]:
    """Keys and values that iterating over the datum gives, and why there may be others.

    A list gives places as keys, a set its elements, a map its keys in order.
    """
    if isinstance(datum, dict):
        return [(key, datum[key]) for key in sorted(datum)], None
    if isinstance(datum, SetListing):
        return [(element, element) for element in datum.elements], datum.more
    if isinstance(datum, Listing):
        return list(enumerate(datum.elements)), datum.more
    if isinstance(datum, UncertainInstances):
        return [], datum.reason
    if isinstance(datum, (Unknown, Reference)) or is_instance(datum):
        return [], unknown_because(datum)
    return [], EvaluationError("a list, a set or a map is required", candidates_of(datum))


class _Evaluation:
    """One evaluation in one scope."""

    def __init__(self, scope: Scope, depth: int = 0) -> None:
        self._scope = scope
        self._depth = depth
        self._most: int | None = getattr(scope, "most_of_anything", None)
        # Within try() and can() an error has consequences, so that what may be one must not be taken on trust.
        self._guarded = False
        self._may_fail = False

    def value(self, expression: Expression, bindings: Bindings) -> Datum:
        if isinstance(expression, Literal):
            return expression.value
        spend()
        if self._depth >= DEEPEST:
            raise OutOfWork
        self._depth += 1
        try:
            return _BY_SYNTAX[type(expression)](self, expression, bindings)
        finally:
            self._depth -= 1

    def _values(self, expressions: tuple[Expression, ...], bindings: Bindings) -> list[Datum]:
        return [self.value(expression, bindings) for expression in expressions]

    def _doubted(self, datum: Datum) -> Datum:
        """The result of an operation on something unknown, which may be an error."""
        if isinstance(datum, Unknown):
            self._may_fail = True
        return datum

    def _error_among(self, data: list[Datum]) -> EvaluationError | None:
        """The error that makes a whole an error, where that matters."""
        if not self._guarded:
            return None
        return next((datum for datum in data if isinstance(datum, EvaluationError)), None)

    def _unsupported(self, expression: Unsupported, bindings: Bindings) -> Datum:
        return self._doubted(Unknown(expression.reason))

    def _template(self, expression: Template, bindings: Bindings) -> Datum:
        try:
            return joined_parts(self._values(expression.parts, bindings))
        except Undecided as undecided:
            return self._doubted(undecided.unknown)
        except Refused as refusal:
            return EvaluationError(str(refusal))

    def _traversal(self, expression: Traversal, bindings: Bindings) -> Datum:
        if expression.root in bindings:
            return self._stepped(bindings[expression.root], expression.steps, bindings)
        datum, taken = self._scope.named(_names(expression))
        return self._stepped(datum, expression.steps[max(taken - 1, 0) :], bindings)

    def _access(self, expression: Access, bindings: Bindings) -> Datum:
        return self._stepped(self.value(expression.source, bindings), expression.steps, bindings)

    def _stepped(self, datum: Datum, steps: tuple[Step, ...], bindings: Bindings) -> Datum:
        for step in steps:
            spend()
            if isinstance(datum, Unknown):
                self._may_fail = True
            if isinstance(step, GetAttr):
                held, datum = datum, attribute_of(datum, step.name)
                self._may_fail = self._may_fail or _may_be_missing(datum, held)
            elif isinstance(step, Index):
                datum = self._indexed(datum, self.value(step.key, bindings))
            else:
                datum = self._splat(datum, step, bindings)
        return datum

    def _indexed(self, datum: Datum, key: Datum) -> Datum:
        if isinstance(datum, UncertainInstances) and self._guarded:
            # Here the code does not rely on the instance: it says what to do without it.
            self._may_fail = True
        item = item_of(datum, key)
        if isinstance(datum, dict) and isinstance(key, (Unknown, Reference, Text)) and key_of(key) not in datum:
            self._may_fail = True
        if self._most is not None and isinstance(datum, Listing) and is_behind(key, len(datum.elements), self._most):
            item = item if isinstance(key, OrMore) else unknown_because(NOT_KNOWN, datum)
        self._may_fail = self._may_fail or _may_be_missing(item, datum)
        if isinstance(item, Unknown) and not isinstance(datum, dict):
            self._may_fail = self._may_fail or isinstance(datum, (Listing, Unknown)) or isinstance(key, Unknown)
        return item

    def _splat(self, datum: Datum, splat: Splat, bindings: Bindings) -> Datum:
        if datum is None:
            return Listing()
        if isinstance(datum, EvaluationError):
            return datum
        if isinstance(datum, UncertainInstances):
            more = datum.reason.of_another(datum.reason.candidates)
            return Listing((), more=replace(more, alike=datum.reason.alike) if _is_id(splat.steps) else more)
        if isinstance(datum, Unknown):
            if datum.symbol is None or not _is_plain(splat.steps):
                return Listing((), more=datum.of_another(datum.candidates))
            return datum.of_another(datum.candidates, f"{datum.symbol}[*]{_written(splat.steps)}")
        if isinstance(datum, Reference):
            if not _is_plain(splat.steps):
                return Listing((), more=unknown_because(datum))
            step = f"[*]{_written(splat.steps)}"
            all_of_them = Reference(datum.identity, datum.attribute + step, datum.symbol + step if datum.symbol else "")
            secret = as_secret(all_of_them)
            # The secret of a database is one, though it is in a list.
            return all_of_them if secret is all_of_them else Listing((secret,))
        if not isinstance(datum, Listing):
            datum = Listing((datum,))
        elements = [self._stepped(element, splat.steps, bindings) for element in datum.elements]
        error = self._error_among(elements)
        more = datum.more
        if more is not None and more.alike is not None and not _is_id(splat.steps):
            more = replace(more, alike=None)
        return like(datum, elements, more) if error is None else error

    def _call(self, expression: Call, bindings: Bindings) -> Datum:
        if expression.name == "try":
            return self._try(expression, bindings)
        if expression.name == "can" and len(expression.arguments) == 1:
            return self._can(expression.arguments[0], bindings)
        arguments = self._values(expression.arguments, bindings)
        if expression.expand_last and arguments:
            *arguments, last = arguments
            if isinstance(last, EvaluationError):
                return last
            if not isinstance(last, Listing) or last.more is not None:
                return self._doubted(self._call_of_unknown_arguments(expression.name, arguments, last))
            arguments += last.elements
        if expression.name in _OF_FILES:
            return self._doubted(self._file(expression.name, arguments))
        if expression.name == "templatestring":
            return self._doubted(self._filled_in(expression.name, arguments))
        if expression.name in _RELY_ON_THE_FIRST and not (arguments and _is_whole(arguments[0])):
            self._may_fail = True
        answer = self._doubted(self._open_above(expression.name, arguments, call_function(expression.name, arguments)))
        place = "" if expression.name == "sensitive" else current().place_of(*arguments)
        if place is not None:
            current().add(answer, place, derived=expression.name != "sensitive")
        return answer

    def _open_above(self, name: str, arguments: list[Datum], answer: Datum) -> Datum:
        """The answer of a function, where there may be more of anything of which there are so many (``or_more``)."""
        most = self._most
        if most is None or not arguments:
            return answer
        if name not in _OF_PLACES:
            if name in _AS_LONG or isinstance(answer, Unknown):
                return answer
            is_open = any(may_be_more(each, most) for each in arguments)
            return unknown_because(NOT_KNOWN, *arguments) if is_open else answer
        if name == "length" and isinstance(answer, int):
            return counted(answer, most)
        listing = arguments[0]
        number = len(listing.elements) if isinstance(listing, Listing) else 0
        if name == "index" and isinstance(answer, int):
            return counted(answer, most - 1) if answer == number - 1 else answer
        # A slice may end behind the last of the elements, and no further.
        last = arguments[-1] - 1 if name == "slice" and isinstance(arguments[-1], int) else arguments[-1]
        if isinstance(answer, Listing) and isinstance(arguments[-1], OrMore) and len(answer.elements) < most:
            return Listing(answer.elements, unknown_because(NOT_KNOWN, listing))
        behind = is_behind(last, number, most)
        return answer if not behind or isinstance(arguments[-1], OrMore) else unknown_because(NOT_KNOWN, listing)

    def _file(self, name: str, arguments: list[Datum]) -> Datum:
        """What a function of files gives: the text of one, its hash, or the names of several."""
        read = getattr(self._scope, _OF_FILES[name], None)
        if read is None or len(arguments) != (2 if name in ("templatefile", "fileset") else 1):
            return Unknown(f"{name}() is not evaluated here", candidates_of(*arguments))
        if name == "fileset":
            pattern = arguments[1]
            if not isinstance(pattern, str):
                return unknown_because(*arguments)
            found = read(arguments[0], pattern)
            return found if isinstance(found, Unknown) else SetListing(tuple(found))
        content = read(arguments[0])
        if isinstance(content, Unknown):
            return content
        place = os.path.basename(printed(arguments[0]))
        if name == "templatefile":
            content = self._filled_in(name, [content, arguments[1]])
        elif name == "filebase64":
            content = base64.b64encode(content).decode("ascii")
        if name in ("file", "templatefile", "filebase64"):
            current().add(content, place)
            return content
        from lambdanet.readers.terraform.functions.encoding_functions import HASHES, digest

        algorithm, as_base64 = HASHES[name.removeprefix("file")]
        return digest(content, algorithm, as_base64=as_base64)

    def _filled_in(self, name: str, arguments: list[Datum]) -> Datum:
        """A template with its expressions worked out."""
        if len(arguments) != 2 or not isinstance(arguments[0], str):
            return unknown_because(*arguments)
        template, names = arguments
        if not isinstance(names, dict):
            return Unknown(f"the variables of {name}() are not known", candidates_of(names))
        from lambdanet.readers.terraform.syntax.grammar import parse_template

        # Not an evaluation of its own: a template that fills itself in would have a new allowance at each level.
        spend(1 + len(template) // 100)
        within = _Evaluation(_OnlyBindings(), self._depth)
        datum = within.value(parse_template(template), names)
        self._may_fail = self._may_fail or within._may_fail
        return datum

    def _call_of_unknown_arguments(self, name: str, arguments: list[Datum], rest: Datum) -> Datum:
        """A call with an unknown number of arguments: what a concatenation certainly holds is known even so."""
        if name in ("concat", "setunion", "flatten"):
            certain = rest.elements if isinstance(rest, Listing) else ()
            unlisted = rest.more if isinstance(rest, Listing) else unknown_because(rest)
            return call_function(name, [*arguments, *certain, Listing((), more=unlisted)])
        return unknown_because(*arguments, rest)

    def _attempt(self, expression: Expression, bindings: Bindings) -> tuple[Datum, bool]:
        """The value of an expression, and whether it may be an error instead."""
        outer = self._guarded, self._may_fail
        self._guarded, self._may_fail = True, False
        try:
            datum = self.value(expression, bindings)
            return datum, self._may_fail
        finally:
            self._guarded, self._may_fail = outer

    def _try(self, expression: Call, bindings: Bindings) -> Datum:
        failure: Datum = EvaluationError("try() without arguments")
        for place, argument in enumerate(expression.arguments):
            datum, may_fail = self._attempt(argument, bindings)
            if isinstance(datum, EvaluationError):
                failure = datum
            elif not may_fail:
                return datum
            else:
                others = [self._attempt(other, bindings)[0] for other in expression.arguments[place + 1 :]]
                if all(isinstance(other, EvaluationError) for other in others):
                    return self._doubted(datum)
                self._may_fail = True
                return unknown_because(datum, *others)
        return failure

    def _can(self, argument: Expression, bindings: Bindings) -> Datum:
        datum, may_fail = self._attempt(argument, bindings)
        if isinstance(datum, EvaluationError):
            return False
        return unknown_because(datum) if may_fail else True

    def _conditional(self, expression: Conditional, bindings: Bindings) -> Datum:
        condition = truth_of(self.value(expression.condition, bindings))
        if isinstance(condition, bool):
            taken, left = expression.when_true, expression.when_false
            return self._beside(*((taken, left) if condition else (left, taken)), bindings)
        if isinstance(condition, EvaluationError):
            return condition
        self._may_fail = True
        when_true = self.value(expression.when_true, bindings)
        when_false = self.value(expression.when_false, bindings)
        if type(when_true) is type(when_false) and equal(when_true, when_false) is True:
            return when_true
        return either(condition, when_true, when_false)

    def _beside(self, taken: Expression, left: Expression, bindings: Bindings) -> Datum:
        """The branch that is taken, in the type that both branches have in common."""
        datum = self.value(taken, bindings)
        to_set = isinstance(left, Call) and left.name in _MAKE_SETS
        if not (self._guarded or to_set or may_change(datum)):
            return datum
        may_fail = self._may_fail
        try:
            with Allowance(MOST_STEPS_BESIDE):
                other = self.value(left, bindings)
            if self._guarded:
                refuse_strangers(datum, other)
            common = unified((datum, other))[0]
            return as_set(common) if isinstance(other, SetListing) and type(common) is Listing else common
        except OutOfWork:
            return datum
        except Refused as refusal:
            return EvaluationError(str(refusal), candidates_of(datum))
        finally:
            self._may_fail = may_fail

    def _binary(self, expression: Binary, bindings: Bindings) -> Datum:
        left = self.value(expression.left, bindings)
        if expression.operator in ("&&", "||"):
            left = truth_of(left)
            if left is (expression.operator == "||"):
                return left
            right = truth_of(self.value(expression.right, bindings))
            return self._doubted((conjunction if expression.operator == "&&" else disjunction)(left, right))
        right = self.value(expression.right, bindings)
        answer = self._doubted(compute(expression.operator, left, right))
        if (
            isinstance(answer, bool)
            and answer is (expression.operator == "==")
            and _may_differ_in_type(expression, left)
        ):
            return self._doubted(unknown_because(left, right, Unknown("a list and a tuple are never equal")))
        return answer

    def _unary(self, expression: Unary, bindings: Bindings) -> Datum:
        operand = self.value(expression.operand, bindings)
        return self._doubted(negate(operand) if expression.operator == "-" else inverse(operand))

    def _tuple(self, expression: Tuple, bindings: Bindings) -> Datum:
        elements = self._values(expression.elements, bindings)
        error = self._error_among(elements)
        if error is None and any(isinstance(element, Quoted) for element in expression.elements):
            return flattened(expression.elements, elements, self._scope)
        return Listing(tuple(elements)) if error is None else error

    def _quoted(self, expression: Quoted, bindings: Bindings) -> Datum:
        return self.value(expression.value, bindings)

    def _object(self, expression: Object, bindings: Bindings) -> Datum:
        entries: dict[str, Datum] = {}
        keys = self._values(tuple(key for key, _ in expression.entries), bindings)
        values = self._values(tuple(value for _, value in expression.entries), bindings)
        error = self._error_among([*keys, *values])
        if error is not None:
            return error
        for key, value in zip(keys, values):
            try:
                entries[text(key)] = value
            except Undecided as undecided:
                return self._doubted(doubtful(undecided.unknown, *keys, *values))
            except Refused as refusal:
                return EvaluationError(f"a key of a map: {refusal}", candidates_of(*keys, *values))
        return entries

    def _rounds(self, expression: ForTuple | ForObject, entries: Any, bindings: Bindings) -> Iterator[Bindings]:
        for key, value in entries:
            spend()
            inner = dict(bindings)
            if expression.key_name is not None:
                inner[expression.key_name] = meant_by(key)
            inner[expression.value_name] = value
            yield inner

    def _is_kept(self, condition: Expression | None, bindings: Bindings) -> bool | Unknown:
        return True if condition is None else truth_of(self.value(condition, bindings))

    def _entries(self, source: Datum) -> tuple[list[tuple[Datum, Datum]], Unknown | None]:
        """Keys and values of what is iterated over; where it may be longer, the last place is that or one behind it."""
        entries, unlisted = entries_of(source)
        if self._most is not None and type(source) is Listing and len(entries) >= self._most:
            last, element = entries[-1]
            entries[-1] = (OrMore(last), element)
        return entries, unlisted

    def _for_tuple(self, expression: ForTuple, bindings: Bindings) -> Datum:
        source = self.value(expression.collection, bindings)
        entries, unlisted = self._entries(source)
        if isinstance(unlisted, EvaluationError):
            return unlisted
        elements: list[Datum] = []
        keys: list[Any] = []
        doubts: list[Unknown] = []
        for (key, _), inner in zip(entries, self._rounds(expression, entries, bindings)):
            kept = self._is_kept(expression.condition, inner)
            if kept is False:
                continue
            element = self.value(expression.value, inner)
            if self._guarded and (error := self._error_among([kept, element])) is not None:
                return error
            if isinstance(kept, Unknown):
                self._may_fail = True
                doubts.append(doubtful(kept, element))
            else:
                elements.append(element)
                keys.append(key)
        if may_be_more(source, self._most) and not may_be_more(Listing(tuple(elements)), self._most):
            # As many as there may be more of are no longer left, or do not show it.
            doubts.append(unknown_because(NOT_KNOWN, source))
        if unlisted is not None:
            self._may_fail = True
            # What comes of the others may name resources that they themselves do not.
            unseen = unlisted.of_another(unlisted.candidates)
            each = source.each if isinstance(source, UncertainInstances) else None
            if isinstance(source, Unknown) and source.alike is not None:
                each = replace(unseen, alike=source.alike)
            for inner in self._rounds(expression, [(unseen, unseen if each is None else each)], bindings):
                found = self.value(expression.value, inner)
                doubt = doubtful(unlisted, unlisted, found)
                doubts.append(doubt if _alike(found) is None else replace(doubt, alike=_alike(found)))
        more = doubts[0] if len(doubts) == 1 else united(doubts)
        if isinstance(source, dict) and more is None:
            return in_order_of(keys, elements)
        if not isinstance(source, Listing) or more is not None:
            return Listing(tuple(elements), more)
        return like(source, elements)

    def _for_object(self, expression: ForObject, bindings: Bindings) -> Datum:
        entries, unlisted = self._entries(self.value(expression.collection, bindings))
        if isinstance(unlisted, EvaluationError):
            return unlisted
        found: list[tuple[Datum, Datum]] = []
        doubt = unlisted
        unseen = [] if unlisted is None else [(unlisted.of_another(unlisted.candidates),) * 2]
        # Keys that are passed on as they are remain apart, known or not.
        same_key = expression.key_name is not None and expression.key == Traversal(expression.key_name)
        rounds = [*entries, *unseen]
        for (own, _), inner in zip(rounds, self._rounds(expression, rounds, bindings)):
            kept = self._is_kept(expression.condition, inner)
            if kept is False:
                continue
            key, value = self.value(expression.key, inner), self.value(expression.value, inner)
            key = own if same_key and isinstance(own, StandIn) else key
            if self._guarded and (error := self._error_among([kept, key, value])) is not None:
                return error
            doubt = kept if isinstance(kept, Unknown) and doubt is None else doubt
            found.append((key, value))
        if doubt is not None:
            return self._doubted(doubtful(doubt, doubt, *(datum for pair in found for datum in pair)))
        return self._grouped(found) if expression.grouping else self._keyed(found)

    def _keyed(self, found: list[tuple[Datum, Datum]]) -> Datum:
        try:
            listed = [key for key, _ in found]
            keys = list(map(stand_in if are_keys(listed) else text, listed))
        except Undecided as undecided:
            return self._doubted(doubtful(undecided.unknown, *(datum for pair in found for datum in pair)))
        except Refused as refusal:
            return EvaluationError(f"a key of a map: {refusal}", candidates_of(*(value for _, value in found)))
        if len(set(keys)) < len(keys):
            return EvaluationError("two entries of a map have one key", candidates_of(*(value for _, value in found)))
        values = dict(zip(keys, (value for _, value in found)))
        return {key: values[key] for key in sorted(values)}

    def _grouped(self, found: list[tuple[Datum, Datum]]) -> Datum:
        groups: dict[str, list[Datum]] = {}
        for key, value in found:
            keyed = self._keyed([(key, value)])
            if isinstance(keyed, Unknown):
                everything = [datum for pair in found for datum in pair]
                return type(keyed)(
                    keyed.reason, candidates_of(*everything), cause=keyed.cause, waits_for=keyed.waits_for
                )
            for name in keyed:
                groups.setdefault(name, []).append(value)
        return {name: Listing(tuple(groups[name])) for name in sorted(groups)}


def _may_differ_in_type(comparison: Binary, operand: Datum) -> bool:
    """Whether two equal operands are unequal for Terraform, as ``[]`` and an empty list of strings are."""
    if comparison.operator not in ("==", "!=") or not isinstance(operand, (Listing, dict)):
        return False
    return not all(isinstance(side, (Tuple, Object)) for side in (comparison.left, comparison.right))


def _may_be_missing(item: Datum, held: Datum) -> bool:
    """Whether an entry of a map may not be there: some keys are not known, and it is at none that is."""
    if not isinstance(item, Unknown) or not isinstance(held, dict) or hidden_in(held) is None:
        return False
    return all(item is not each for each in held.values())


def _is_whole(datum: Datum) -> bool:
    """Whether it is a text that is known, or a list of which it is known how many elements it has."""
    return isinstance(datum, str) or (isinstance(datum, Listing) and datum.more is None)


def _alike(found: Datum) -> str | None:
    """What stands for a resource of which the datum is the id, where it does so for any number of them."""
    if isinstance(found, Unknown):
        return found.alike
    return found.identity if isinstance(found, Reference) and found.attribute == "id" else None


def _is_id(steps: tuple[Step, ...]) -> bool:
    """Whether the steps lead from an instance to its id."""
    return _is_plain(steps) and _written(steps) == ".id"


def _is_plain(steps: tuple[Step, ...]) -> bool:
    """Whether the steps can be written into a name."""
    return all(isinstance(step, GetAttr) for step in steps)


def _written(steps: tuple[Step, ...]) -> str:
    return "".join(f".{step.name}" for step in steps if isinstance(step, GetAttr))


_BY_SYNTAX: dict[type, Callable[[_Evaluation, Any, Bindings], Datum]] = {
    Unsupported: _Evaluation._unsupported,
    Template: _Evaluation._template,
    Traversal: _Evaluation._traversal,
    Access: _Evaluation._access,
    Call: _Evaluation._call,
    Conditional: _Evaluation._conditional,
    Binary: _Evaluation._binary,
    Unary: _Evaluation._unary,
    Tuple: _Evaluation._tuple,
    Quoted: _Evaluation._quoted,
    Object: _Evaluation._object,
    ForTuple: _Evaluation._for_tuple,
    ForObject: _Evaluation._for_object,
}
