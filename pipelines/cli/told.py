"""A fault in one line: what kind and where, without what it may quote."""

import argparse
from pathlib import Path


def told(error: BaseException) -> str:
    """The innermost cause: its type, the system's words where they are the system's, and the place it was raised.

    An error's own text may quote a record; the system's words, and paths of ours, hold neither number nor text.
    """
    while error.__cause__ is not None:
        error = error.__cause__
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""
    words = f" ({error.strerror}: {error.filename})" if isinstance(error, OSError) and error.strerror else ""
    return f"{type(error).__name__}{words}{where}"


def positive(text: str) -> float:
    """An option's number, above 0."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return value


def count(text: str) -> int:
    """An option's whole number, 1 or more."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, 1 or more")
    return int(text)
