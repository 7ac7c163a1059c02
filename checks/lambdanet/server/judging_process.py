"""A process of its own judges a folder: whatever a half-typed file does to a parser, the server goes on.

A process reads its settings once, and from its working directory, so each folder has its own. One that does not
answer in time is ended, and the next question starts another.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lambdanet.evidence.gather.checkov_beforehand import RUNNERS, without_children
from lambdanet.evidence.gather.runs_of_parts import run
from lambdanet.evidence.gather.terraform_runs import forget_files
from lambdanet.server.questions import Answer

if TYPE_CHECKING:
    from lambdanet.server.questions import Question

_START_SECONDS = 60
_SLOW = "judging took longer than {} seconds and was given up; what is shown is of before"
_ENDED = "the process that judges has ended; what is shown is of before"


class NoAnswer(Exception):
    """The process did not answer; the text says why."""


class JudgingProcess:
    """The process of a folder, started with the first question. seconds: how long an answer may take."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self._folder = folder
        self._seconds = seconds
        self._process: Any = None
        self._pipe: Any = None
        self._lock = threading.Lock()
        self._is_over = False

    def ask(self, question: Question) -> Answer:
        """The answer; raises NoAnswer. Blocks: to be called from a thread."""
        with self._lock:
            if self._is_over:
                self.end()
            starts = self._process is None
            if starts:
                self._start()
            seconds = self._seconds + (_START_SECONDS if starts else 0)
            try:
                self._pipe.send(question)
                if not self._pipe.poll(seconds):
                    self.end()
                    raise NoAnswer(_SLOW.format(int(seconds)))
                answer: Answer = self._pipe.recv()
            except (EOFError, OSError) as error:
                self.end()
                raise NoAnswer(_ENDED) from error
            return answer

    @property
    def pid(self) -> int | None:
        """The id of the process that is at work; None where none is."""
        return None if self._process is None else self._process.pid

    def end_when_idle(self) -> None:
        """End the process after the answer that it is working on."""
        self._is_over = True

    def end(self) -> None:
        """End the process, also in the middle of an answer; the next question starts another."""
        self._is_over = False
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.join()

    def _start(self) -> None:
        context = _context()
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, str(self._folder)), daemon=True)
        self._process.start()
        theirs.close()


def _context() -> Any:
    """Not forked: the server has threads, whose locks a fork would hold for ever.

    Where that is sound, a process that has imported Checkov and nothing else is forked for each folder.
    """
    if not sys.platform.startswith("linux"):
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(RUNNERS))
    return context


def _serve(pipe: Any, folder: str) -> None:
    """Answer until the server is gone."""
    os.chdir(folder)
    from lambdanet.bridge.garbage_collection import freeze_modules, thaw
    from lambdanet.server.judge import Judge
    from lambdanet.settings.known_settings import SettingsProblem

    without_children()
    judge = Judge(run, forget_files)
    modules = 0
    # It collects between the answers, and not while someone waits for one.
    gc.disable()
    while True:
        try:
            question = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            answer = judge.answer(question)
        except SettingsProblem as problem:
            answer = Answer(None, {}, problem=str(problem))
        except Exception as error:  # what one text causes must not end all answers
            answer = Answer(None, {}, problem=f"{type(error).__name__}: {error}")
        pipe.send(answer)
        # While the editor is shown the answer, what it was made of is let go: a scan keeps that until it ends.
        del question, answer
        thaw()
        gc.collect()
        if modules != len(sys.modules):
            # Modules are never let go. Each collection would walk all that is in them, Checkov's too.
            modules = len(sys.modules)
            freeze_modules()
