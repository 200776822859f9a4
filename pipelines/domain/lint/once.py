"""Keywords that are answered once in a while."""

from pipelines.domain.lint.findings import Finds, Found
from pipelines.domain.lint.kinds import FindingKind
from pipelines.domain.lint.subject import Subject


def find_in_periods(subject: Subject) -> Finds:
    """Replies for the next time that are never sent, or that are the reply itself."""
    for n, keyword in enumerate(subject.program.keywords):
        if keyword.again is None:
            continue
        witness = subject.asks(keyword)
        if keyword.once_per_s is None:
            what = f"is missing, so that {keyword.again} is never sent: every {keyword.keyword} gets the reply"
            advice = "say after how many seconds the reply is given anew, or remove again:"
            yield Found(FindingKind.AGAIN_WITHOUT_PERIOD, ("keywords", n, "once_per_s"), what, advice, witness)
        if keyword.again == keyword.template:
            what, advice = "is the reply itself: the period does nothing", "write another template, or remove both"
            yield Found(FindingKind.SAME_AGAIN, ("keywords", n, "again"), what, advice, witness)
