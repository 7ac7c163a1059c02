"""Resources that Checkov's runners do not find by themselves, so that verdicts on them would not be reported.

They are made known to the runners when there is something to report. Where that is not possible, the verdict is
undecided: all outputs must say the same.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from lambdanet.identities import READ_HERE
from lambdanet.kit.verdicts import FAILED, PASSED, UNDECIDED, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from lambdanet.readers.reading import Reading

    Hidden = tuple[str, Callable[[], bool]]

_latest: tuple[Reading, Mapping[str, Hidden]] | None = None


def reportable(verdicts: list[Verdict], reading: Reading) -> list[Verdict]:
    """The verdicts, undecided where Checkov has nothing to report them on."""
    hidden = _hidden_in(reading)
    return [_reportable(verdict, hidden) for verdict in verdicts] if hidden else verdicts


def _reportable(verdict: Verdict, hidden: Mapping[str, Hidden]) -> Verdict:
    if verdict.kind not in (PASSED, FAILED) or verdict.resource.identity not in hidden:
        return verdict
    where, make_known = hidden[verdict.resource.identity]
    if make_known():
        return verdict
    explanation = f"Checkov cannot report on {verdict.resource.address}, {where}: {verdict.explanation}"
    return dataclasses.replace(verdict, kind=UNDECIDED, explanation=explanation)


def _hidden_in(reading: Reading) -> Mapping[str, Hidden]:
    """By identity: where the resource is, and what makes it known to the runners, if it can be. Asked by each rule."""
    global _latest
    if _latest is None or _latest[0] is not reading:
        found = {
            identity: hidden
            for identity, vertex in reading.vertices.items()
            if (hidden := _if_hidden(vertex, reading)) is not None
        }
        _latest = (reading, found)
    return _latest[1]


def _if_hidden(vertex: dict[str, Any], reading: Reading) -> Hidden | None:
    if vertex.get(READ_HERE):
        from lambdanet.bridge.further_files_in_reports import known_to_runners as known_by_file

        return "which is in a file that Checkov does not read", lambda: known_by_file(vertex)
    if reading.framework == "terraform":
        # Only an address with a key has brackets, and nearly none has.
        if "[" not in str(vertex["block_name_"]):
            return None
        from lambdanet.bridge.keys_in_reports import is_taken_apart
        from lambdanet.bridge.keys_in_reports import known_to_runners as known_by_key

        return ("whose key has dots", lambda: known_by_key(vertex)) if is_taken_apart(vertex) else None
    file, address = vertex["file_path_"], vertex["block_name_"]
    body = reading.looped.get((file, address)) if reading.looped else None
    if body is None:
        return None
    from lambdanet.bridge.loops_in_reports import known_to_runners

    return "which a loop makes", lambda: known_to_runners(file, address, body)
