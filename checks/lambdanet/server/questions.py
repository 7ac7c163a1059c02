"""What the server asks the process that judges, and what that answers: plain data that travels between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lambdanet.records import dataclass

if TYPE_CHECKING:
    from lambdanet.evidence.findings.evidence_model import Evidence
    from lambdanet.evidence.gather.selection import Selection


@dataclass(frozen=True)
class Question:
    """What do the rules say?

    buffers: by path, what the editor holds of a file. readable: of each of them the last text that could be read.
    forget: files have changed outside the editor, what is remembered of them is no longer true.
    """

    selection: Selection
    buffers: Mapping[str, str]
    readable: Mapping[str, str]
    forget: bool = False


@dataclass(frozen=True)
class Answer:
    """What the rules say.

    evidence: None where nothing could be judged; problem says why.
    judged: the text of each buffer that was judged. It is not the editor's for those in ``broken``, which cannot be
        read as they are; one that has never been readable is not in it.
    severities: of every rule. justification_tag: the setting.
    """

    evidence: Evidence | None
    judged: Mapping[str, str]
    broken: frozenset[str] = frozenset()
    severities: Mapping[str, str] | None = None
    justification_tag: str = ""
    problem: str = ""
