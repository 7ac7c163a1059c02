"""A progress bar where a person watches: on a terminal, and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def progress_on(
    stream: TextIO, doing: str = "Reading", unit: str = "part"
) -> Iterator[Callable[[int, int], None] | None]:
    """What to call with how many parts are done, and of how many; None where nobody watches."""
    if not stream.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    from tqdm import tqdm

    with tqdm(desc=doing, unit=unit, file=stream, leave=False) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield show
