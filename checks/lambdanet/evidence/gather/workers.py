"""Runs work in parallel, one piece at a time in each process, and notices when a process dies or takes too long.

The standard library's pools wait for ever for a process that the system has killed, or give up all that is left; here
the piece that it had is lost, and the others are done.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import wait
from typing import Any, Generic, TypeVar

from lambdanet.records import dataclass

P = TypeVar("P")
R = TypeVar("R")

# After so many pieces a process makes way for a new one, with what Checkov keeps of them.
_PIECES_PER_PROCESS = 100
# How much longer a process may be about stopping by itself.
_GRACE = 2.0


@dataclass(frozen=True)
class Lost:
    """A piece that was not done. why: a clause."""

    why: str


class TooLong(BaseException):
    """The time for a piece is over. No rule may catch it as an error of its own."""


def one_by_one(pieces: Iterable[P], work: Callable[[P], R], seconds: int) -> Iterator[tuple[P, R | Lost]]:
    """The pieces and what is made of each, in this process; seconds: the time for each."""
    for piece in pieces:
        yield piece, _done(piece, work, seconds)


def side_by_side(
    pieces: Iterable[P], work: Callable[[P], R], jobs: int, seconds: int, begin: Callable[[], None]
) -> Iterator[tuple[P, R | Lost]]:
    """The pieces and what is made of each, in the order in which they are ready.

    begin: called first in each process. work and begin can be imported by another process.
    """
    waiting = deque(pieces)
    workers: list[_Worker[P, R]] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                workers.append(_Worker(work, seconds, begin))
                workers[-1].take(waiting.popleft())
            wait([worker.pipe for worker in workers], timeout=max(0.0, min(worker.left() for worker in workers)))
            for worker in list(workers):
                outcome = worker.outcome()
                if outcome is None:
                    continue
                yield worker.piece, outcome
                if worker.is_spent or not waiting:
                    worker.end()
                    workers.remove(worker)
                else:
                    worker.take(waiting.popleft())
    finally:
        for worker in workers:
            worker.is_spent = True
            worker.end()


class _Worker(Generic[P, R]):
    piece: P

    def __init__(self, work: Callable[[P], R], seconds: int, begin: Callable[[], None]) -> None:
        # Forking is cheap and has all modules already; macOS's own libraries do not survive it.
        context: Any = multiprocessing.get_context("fork" if sys.platform.startswith("linux") else "spawn")
        self.pipe, other = context.Pipe()
        self.is_spent = False
        self._seconds = seconds
        self._taken = 0
        self._until = 0.0
        self._process = context.Process(target=_serve, args=(other, work, seconds, begin), daemon=True)
        self._process.start()
        # The other end has to close with the process that has it.
        other.close()

    def take(self, piece: P) -> None:
        """Send the next piece."""
        self.piece = piece
        self._taken += 1
        self.is_spent = self._taken >= _PIECES_PER_PROCESS
        self._until = time.monotonic() + self._seconds + _GRACE
        # Where the process is gone, its end of the pipe shows it.
        with suppress(OSError):
            self.pipe.send(piece)

    def left(self) -> float:
        """The seconds that are left for the piece."""
        return self._until - time.monotonic()

    def outcome(self) -> R | Lost | None:
        """The outcome of the piece; None while it is being worked on."""
        try:
            if self.pipe.poll():
                found: R | Lost = self.pipe.recv()
                return found
        except (EOFError, OSError):
            self.is_spent = True
            self._process.join(_GRACE)
            return Lost(f"the process that read it {_ended(self._process.exitcode)}")
        if self.left() > 0:
            return None
        self.is_spent = True
        return Lost(_too_long(self._seconds))

    def end(self) -> None:
        """Have the process end, or end it where it is not at rest."""
        if self.is_spent:
            self._process.kill()
        with suppress(OSError):
            self.pipe.send(None)
        self._process.join(_GRACE)
        if self._process.is_alive():
            self._process.kill()
        self.pipe.close()


def _serve(pipe: Any, work: Callable[[P], R], seconds: int, begin: Callable[[], None]) -> None:
    begin()
    while True:
        try:
            piece = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        if piece is None:
            return
        try:
            pipe.send(_done(piece, work, seconds))
        except KeyboardInterrupt:
            return


def _done(piece: P, work: Callable[[P], R], seconds: int) -> R | Lost:
    alarm = getattr(signal, "SIGALRM", None)
    before = None
    try:
        # Only a main thread may set a signal; anywhere else whoever waits for the process ends it.
        if alarm is not None:
            try:
                before = signal.signal(alarm, _stop)
                signal.alarm(seconds)
            except ValueError:
                alarm = None
        return work(piece)
    except TooLong:
        return Lost(_too_long(seconds))
    except Exception as error:  # of a parser, or a fault: the other pieces are done even so
        return Lost(f"{type(error).__name__}: {error}")
    finally:
        if alarm is not None:
            signal.alarm(0)
            signal.signal(alarm, before)


def _stop(*_: object) -> None:
    raise TooLong


def _too_long(seconds: int) -> str:
    return f"it took longer than {seconds} seconds"


def _ended(code: int | None) -> str:
    if code is not None and code < 0:
        return f"was ended by the signal {-code}"
    return f"ended with {code}"
