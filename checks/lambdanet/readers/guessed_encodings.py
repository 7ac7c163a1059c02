"""Plans and templates in encodings that are not Unicode's: Checkov guesses them, and what it reads is judged."""

from __future__ import annotations

from lambdanet.regular_files import MOST_BYTES, content_of, decoded


def text_as_checkov_reads(path: str, most: int = MOST_BYTES) -> str:
    """What a plan or a template says: in no encoding of Unicode, what Checkov guesses, as its vertices have it.

    Raises OSError.
    """
    content = content_of(path, most)
    try:
        return decoded(content, "strict")
    except ValueError:
        from checkov.common.util.file_utils import read_file_with_any_encoding

        return str(read_file_with_any_encoding(path))
