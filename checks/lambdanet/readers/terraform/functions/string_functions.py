"""Terraform's functions on strings."""

from __future__ import annotations

import re

from lambdanet.readers.datum import Datum, Listing, Reference, Text
from lambdanet.readers.documents import decoded
from lambdanet.readers.json_texts import Json
from lambdanet.readers.secrets_of_databases import CONTENT
from lambdanet.readers.sets import places_known
from lambdanet.readers.terraform.functions.function_table import function
from lambdanet.readers.terraform.values.certainty import (
    EvaluationError,
    Refused,
    Undecided,
    is_number,
    spend,
    unknown_because,
)
from lambdanet.readers.terraform.values.type_conversion import (
    LONGEST_STRING,
    collection,
    joined_parts,
    number,
    number_text,
    string_part,
    text,
    truth,
    whole_number,
)
from lambdanet.values import Unknown

_VERB = re.compile(r"%(?P<flags>[-+# 0]*)(?P<width>\d{1,4})?(?:\.(?P<precision>\d{1,4}))?(?P<verb>.)?", re.DOTALL)
_WORD_BEGINNING = re.compile(r"(?<![A-Za-z0-9_])[a-z]")


def _refuse_length(length: int) -> None:
    if length > LONGEST_STRING:
        raise Undecided(Unknown("the string is too long"))


@function("lower")
def lower(string: Datum) -> Datum:
    """The string in small letters."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text(string))


@function("upper")
def upper(string: Datum) -> Datum:
    """The string in capital letters."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text(string))


@function("title")
def title(string: Datum) -> Datum:
    """The string with a capital at the beginning of each word."""
    known = text(string)
    if not known.isascii():
        raise Undecided(Unknown("title() of letters outside ASCII is not evaluated"))
    return _WORD_BEGINNING.sub(lambda match: match.group().upper(), known)


@function("trim")
def trim(string: Datum, characters: Datum) -> Datum:
    """The string without these characters at its ends."""
    known, cut = text(string), text(characters)
    return known.strip(cut) if cut else known


@function("trimspace")
def trim_space(string: Datum) -> Datum:
    """The string without white space at its ends."""
    return text(string).strip()


@function("trimprefix")
def trim_prefix(string: Datum, prefix: Datum) -> Datum:
    """The string without a prefix."""
    return text(string).removeprefix(text(prefix))


@function("trimsuffix")
def trim_suffix(string: Datum, suffix: Datum) -> Datum:
    """The string without a suffix."""
    return text(string).removesuffix(text(suffix))


@function("chomp")
def chomp(string: Datum) -> Datum:
    """The string without newlines at its end."""
    return text(string).rstrip("\r\n")


@function("indent")
def indent(spaces: Datum, string: Datum) -> Datum:
    """The string with every line but the first moved to the right."""
    width = whole_number(spaces)
    if not 0 <= width <= 1000:
        raise Undecided(Unknown("this indent is not evaluated"))
    known = text(string)
    _refuse_length(len(known) + known.count("\n") * width)
    return known.replace("\n", "\n" + " " * width)


@function("strrev")
def reversed_string(string: Datum) -> Datum:
    """The string from its end to its beginning."""
    known = text(string)
    if not known.isascii():
        raise Undecided(Unknown("strrev() of characters outside ASCII is not evaluated"))
    return known[::-1]


@function("substr")
def substring(string: Datum, offset: Datum, length: Datum) -> Datum:
    """A part of the string; a negative offset counts from its end, and the length -1 reaches to its end."""
    known, start, size = text(string), whole_number(offset), whole_number(length)
    if not known.isascii():
        raise Undecided(Unknown("substr() of characters outside ASCII is not evaluated"))
    if start < 0 and size == 0:
        raise Undecided(Unknown("substr() of no characters from the end is not evaluated"))
    if start < 0:
        start += len(known)
        if start < 0:
            return known if size < 0 else known[: max(size, 0)]
    return known[start:] if size < 0 else known[start : start + size]


@function("startswith")
def starts_with(string: Datum, prefix: Datum) -> Datum:
    """Whether the string begins with a prefix."""
    beginning = text(prefix)
    if isinstance(string, Text) and isinstance(string.parts[0], str):
        first = string.parts[0]
        if len(first) >= len(beginning) or not beginning.startswith(first):
            return first.startswith(beginning)
    return text(string).startswith(beginning)


@function("endswith")
def ends_with(string: Datum, suffix: Datum) -> Datum:
    """Whether the string ends with a suffix."""
    ending = text(suffix)
    if isinstance(string, Text) and isinstance(string.parts[-1], str):
        last = string.parts[-1]
        if len(last) >= len(ending) or not ending.endswith(last):
            return last.endswith(ending)
    return text(string).endswith(ending)


@function("strcontains")
def string_contains(string: Datum, piece: Datum) -> Datum:
    """Whether the string contains a piece."""
    wanted = text(piece)
    if isinstance(string, Text) and any(isinstance(part, str) and wanted in part for part in string.parts):
        return True
    return wanted in text(string)


@function("replace")
def replaced(string: Datum, piece: Datum, replacement: Datum) -> Datum:
    """The string with every occurrence of a piece replaced."""
    known, wanted, new = text(string), text(piece), text(replacement)
    if len(wanted) > 1 and wanted.startswith("/") and wanted.endswith("/"):
        from lambdanet.readers.terraform.functions.regex_functions import replaced_matches

        return replaced_matches(known, wanted[1:-1], new)
    _refuse_length(len(known) + known.count(wanted) * len(new))
    return known.replace(wanted, new)


@function("join")
def joined(separator: Datum, first: Datum, *others: Datum) -> Datum:
    """The elements of the lists as one string with a separator between them."""
    between = text(separator)
    data: list[Datum] = []
    for argument in (first, *others):
        listing = collection(argument)
        if not places_known(listing):
            raise Undecided(unknown_because(listing))
        for element in listing.elements:
            spend()
            data += [between, element] if data else [element]
    return joined_parts(data)


@function("split")
def split(separator: Datum, string: Datum) -> Datum:
    """The pieces of a string between separators."""
    between = text(separator)
    if between == "," and isinstance(string, Text):
        pieces_of_ids = _ids_between_commas(string)
        if pieces_of_ids is not None:
            return Listing(tuple(pieces_of_ids))
    known = text(string)
    pieces = known.split(between) if between else list(known)
    spend(len(pieces))
    return Listing(tuple(pieces))


def _ids_between_commas(string: Text) -> list[Datum] | None:
    """The pieces of ids that were joined with commas; None where a part is no id, which may hold a comma itself."""
    pieces: list[list[Datum]] = [[]]
    for part in string.parts:
        if isinstance(part, str):
            first, *others = part.split(",")
            pieces[-1].append(first)
            pieces += [[other] for other in others]
        elif isinstance(part, Reference) and part.attribute in ("id", "arn"):
            pieces[-1].append(part)
        else:
            return None
    wholes = [[part for part in piece if part != ""] for piece in pieces]
    return [whole[0] if len(whole) == 1 else joined_parts(whole) for whole in wholes]


@function("jsonencode")
def json_encoded(value: Datum) -> Datum:
    """The value as a JSON document."""
    return Json(value)


@function("jsondecode")
def json_decoded(document: Datum) -> Datum:
    """The value of a JSON document; of what a secret holds that is not known, but whose it is."""
    if isinstance(document, Reference) and document.attribute == CONTENT:
        return document
    value = decoded(document)
    if isinstance(value, Unknown):
        if isinstance(document, str):
            raise Refused("the string is not JSON")
        raise Undecided(unknown_because(value, document))
    return value


@function("format")
def formatted(pattern: Datum, *values: Datum) -> Datum:
    """The pattern with its verbs replaced by the values."""
    return _filled(text(pattern), list(values))


@function("formatlist")
def formatted_list(pattern: Datum, *values: Datum) -> Datum:
    """The pattern filled in once for each element of the lists among the values."""
    written = text(pattern)
    listings = [value for value in values if isinstance(value, Listing)]
    if any(isinstance(value, Unknown) for value in values) or not all(places_known(one) for one in listings):
        return Listing((), more=unknown_because(*values))
    if not listings:
        return Listing((_filled(written, list(values)),))
    length = len(listings[0].elements)
    if any(len(listing.elements) != length for listing in listings):
        raise Refused("the lists differ in length")
    return Listing(
        tuple(
            _filled(written, [value.elements[place] if isinstance(value, Listing) else value for value in values])
            for place in range(length)
        )
    )


def _filled(pattern: str, values: list[Datum]) -> Datum:
    parts: list[Datum] = []
    position = used = 0
    for match in _VERB.finditer(pattern):
        if match.start() < position:
            continue
        spend()
        parts.append(pattern[position : match.start()])
        position = match.end()
        if match["verb"] == "%":
            parts.append("%")
            continue
        if match["verb"] is None or match["verb"] not in "sdvtqxXobfeg":
            raise Undecided(Unknown(f'the format "{pattern}" is not evaluated'))
        if used >= len(values):
            raise Refused(f'the format "{pattern}" needs more values')
        parts.append(_verb(match, values[used]))
        used += 1
    if used < len(values):
        raise Refused(f'the format "{pattern}" needs fewer values')
    parts.append(pattern[position:])
    return joined_parts(parts)


def _verb(match: re.Match[str], value: Datum) -> Datum:
    """One value in the form that a verb asks for."""
    verb, flags = match["verb"], match["flags"]
    plain = not flags and match["width"] is None and match["precision"] is None
    if isinstance(value, EvaluationError):
        raise Undecided(value)
    if value is None:
        raise Undecided(Unknown("format() of null is not evaluated"))
    if verb in "sv" and plain:
        if isinstance(value, (dict, Listing)):
            if verb == "s":
                raise Refused("the value has no form as a string")
            return Json(value)
        if verb == "v" and is_number(value):
            return _short(value)
        return string_part(value)
    if "#" in flags or " " in flags:
        raise Undecided(Unknown("this format is not evaluated"))
    precision = None if match["precision"] is None else int(match["precision"])
    written = text(value)[:precision] if verb == "s" else _written(verb, precision, value)
    return _padded(written, flags, int(match["width"] or 0), numeric=verb in "dxXobf")


def _written(verb: str, precision: int | None, value: Datum) -> str:
    """A number or a boolean in the form that a verb asks for."""
    if verb == "f":
        return _fixed(number(value), 6 if precision is None else precision)
    if precision is None:
        if verb == "d":
            return str(int(number(value)))
        if verb == "v" and is_number(value):
            return _short(value)
        if verb == "t" and isinstance(value, (bool, str)):
            return "true" if truth(value) else "false"
        if verb in "xXob" and is_number(value) and isinstance(value, int):
            return format(value, verb)
    raise Undecided(unknown_because(value))


def _short(value: int | float) -> str:
    if value and not 0.0001 <= abs(value) < 1_000_000:
        raise Undecided(Unknown("the short form of very large and small numbers is not evaluated"))
    return number_text(value)


def _fixed(value: int | float, places: int) -> str:
    from decimal import ROUND_HALF_EVEN, Decimal

    try:
        return format(Decimal(number_text(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN), "f")
    except ArithmeticError:
        raise Undecided(Unknown("the number has too many digits")) from None


def _padded(written: str, flags: str, width: int, numeric: bool) -> str:
    if numeric and "+" in flags and not written.startswith("-"):
        written = "+" + written
    if "-" in flags:
        return written.ljust(width)
    if "0" in flags:
        return written.zfill(width) if numeric else written.rjust(width, "0")
    return written.rjust(width)
