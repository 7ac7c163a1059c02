"""Asks for what is found in each beginning of a file, as an editor does while it is typed.

``typed_beginnings.py FILE FOLDER EVERY`` judges the text in a folder after each so many characters, and prints how many
functions are judged in the whole text. Ends with 1 where an answer is missing, or is of a function that is not there.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "checks"))

from lambdanet.evidence.gather.selection import Selection  # noqa: E402
from lambdanet.server.judging_process import JudgingProcess  # noqa: E402
from lambdanet.server.questions import Question  # noqa: E402


def _is_in(text: str, name: str) -> bool:
    """Whether a name is written in a text, or made there from a loop's value, as ``${Name}InTwoZones`` is."""
    made = (re.sub(r"\\\$\\{\w+\\}", r"\\w+", re.escape(word)) for word in re.findall(r"\w*\$\{\w+\}\w*", text))
    return name in text or any(re.fullmatch(pattern, name) for pattern in made)


def main(fixture: Path, folder: Path, every: int) -> str:
    """How many functions are judged in the whole text."""
    file = folder / fixture.name
    file.write_text("", encoding="utf-8")
    text = fixture.read_text(encoding="utf-8")
    process = JudgingProcess(folder, seconds=30)
    readable: dict[str, str] = {}
    judged_at_the_end = 0
    ends = [*range(0, len(text), every), len(text)]
    try:
        for end in ends:
            answer = process.ask(Question(Selection(root=folder), {str(file): text[:end]}, readable))
            where = f"at {text[max(0, end - 60) : end]!r}"
            if answer.problem or answer.evidence is None:
                raise SystemExit(f"{answer.problem or 'no answer'} {where}")
            readable = {path: judged for path, judged in answer.judged.items() if path == str(file)}
            judged = readable.get(str(file), "")
            judged_at_the_end = len(answer.evidence.functions)
            for function in answer.evidence.functions:
                name = re.sub(r"\[.*?\]", "", function.address).rpartition(".")[2]
                if not _is_in(judged, name):
                    raise SystemExit(f"{name} is judged, and not in the text {where}")
    finally:
        process.end()
    return str(judged_at_the_end)


if __name__ == "__main__":
    sys.stdout.write(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
