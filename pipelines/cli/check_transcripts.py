"""The transcripts beside a program, played: `transcripts/<program>/*.txt` in the folder of its file."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.domain.lint import Finding, FindingKind, Witness
from pipelines.domain.transcript import Difference, Transcript, TranscriptFault, differences, read_transcript
from schemas.errors import ConfigurationFault
from schemas.program import Program


def transcripts_of(program: Program, file: str) -> list[Path]:
    """The transcripts of a program that was read from `file`, by name; none for one on S3."""
    return [] if "://" in file else sorted((Path(file).parent / "transcripts" / program.name).glob("*.txt"))


def find_in_transcript(program: Program, path: Path) -> Iterator[Finding]:
    """Where the program does otherwise than a transcript says, and what is no transcript."""
    try:
        transcript = read_transcript(path.read_text(encoding="utf-8"))
    except TranscriptFault as fault:
        yield _finding(path, fault.line, f"line {fault.line} {fault.what}", "correct it", None)
        return
    except (OSError, UnicodeDecodeError):
        yield _finding(path, 1, "cannot be read as UTF-8", "save it as UTF-8, and check its permissions", None)
        return
    try:
        for each in differences(program, transcript):
            yield _finding(
                path, each.line, _what(each), "correct the program, or the transcript", _texted(transcript, each)
            )
    except ConfigurationFault as fault:
        yield _finding(path, 1, str(fault), "correct the program, or the transcript", None)


def _what(difference: Difference) -> str:
    if difference.expected is None:
        return f"the program also says {difference.came}"
    return f"the program says {difference.came or 'nothing'}, not {difference.expected}"


def _texted(transcript: Transcript, difference: Difference) -> str | None:
    """What the customer had texted last."""
    before = [event.text for event in transcript.events if event.mark == ">" and event.line <= difference.line]
    return before[-1] if before else None


def _finding(path: Path, line: int, what: str, advice: str, texted: str | None) -> Finding:
    return Finding(FindingKind.TRANSCRIPT, str(path), line, "transcript", what, advice, Witness(texted))
