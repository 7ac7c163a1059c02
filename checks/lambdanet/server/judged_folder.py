"""A folder that is judged again whenever something in it has changed, one change after another."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from lambdanet.server.judging_process import JudgingProcess, NoAnswer
from lambdanet.server.options import Options
from lambdanet.server.questions import Answer, Question


class JudgedFolder:
    """A folder of the workspace, or one file that is in none.

    buffers: gives what the editor holds, by path. show: called with this when there is an answer. say: shows a message.
    """

    def __init__(
        self,
        root: Path,
        file: Path | None,
        options: Options,
        buffers: Callable[[], Mapping[str, str]],
        show: Callable[[JudgedFolder], None],
        say: Callable[[str], None],
    ) -> None:
        self.root = root
        self.file = file
        self.answer: Answer | None = None
        self._options = options
        self._buffers = buffers
        self._show = show
        self._say = say
        self._said = ""
        self._readable: dict[str, str] = {}
        self._forget = False
        self._at_once = False
        self._changed = asyncio.Event()
        self._process = JudgingProcess(root, options.patience)
        self._task: asyncio.Task[None] | None = None

    def holds(self, path: str) -> bool:
        """Whether the path is of this folder."""
        return path == str(self.file) if self.file is not None else path.startswith(str(self.root) + os.sep)

    def change(self, *, at_once: bool = False, forget: bool = False) -> None:
        """Something has changed. at_once: do not wait for more. forget: it was changed outside the editor."""
        self._at_once |= at_once
        self._forget |= forget
        self._changed.set()
        if self._task is None:
            self._task = asyncio.ensure_future(self._judge_changes())

    def new_settings(self) -> None:
        """The settings of the folder have changed, which a process reads once."""
        self._process.end_when_idle()
        self.change(at_once=True)

    def end(self) -> None:
        """Stop judging."""
        if self._task is not None:
            self._task.cancel()
        self._process.end()

    async def _judge_changes(self) -> None:
        while True:
            await self._changed.wait()
            while self._changed.is_set():
                self._changed.clear()
                if not self._at_once:
                    await asyncio.sleep(self._options.wait)
            self._at_once = False
            await self._judge()

    async def _judge(self) -> None:
        question = Question(
            self._options.selection(self.root, self.file), dict(self._buffers()), dict(self._readable), self._forget
        )
        self._forget = False
        try:
            answer = await asyncio.get_running_loop().run_in_executor(None, self._process.ask, question)
        except NoAnswer as problem:
            self._report(f"{self.root}: {problem}")
            return
        self._report(answer.problem)
        if answer.evidence is not None:
            self._readable = {path: text for path, text in answer.judged.items() if path in question.buffers}
            self.answer = answer
        self._show(self)

    def _report(self, problem: str) -> None:
        """Say what is wrong, once."""
        if problem and problem != self._said:
            self._say(problem)
        self._said = problem
