"""What the job counts: a closed list. Beam keeps the counters; `docs/operations.md` says what each is for."""

from enum import StrEnum

from apache_beam.metrics import Metrics


class Metric(StrEnum):
    """Counters of the job, in namespace `twoway`."""

    RECORDS_READ = "records_read"  # records that left the stream
    ROWS_WRITTEN = "rows_written"  # rows that reached the lake, all datasets
    OBJECTS_WRITTEN = "objects_written"  # Parquet objects put
    DEAD_LETTERS = "dead_letters"  # rows of dead_letters written
    REPLIES_SENT = "replies_sent"  # calls that the SMS API accepted
    REPLIES_SUPPRESSED = "replies_suppressed"  # replies that the API refused because the customer opted out there
    REPLIES_FAILED = "replies_failed"  # replies refused for good
    REPLIES_DEFERRED = "replies_deferred"  # attempts put back, to be tried again
    REPLIES_UNKNOWN = "replies_unknown"  # attempts whose outcome is not known
    REPLIES_RECONCILED = "replies_reconciled"  # unknown outcomes that a delivery event proved sent
    SENDING_HALTED = "sending_halted"  # times that the account itself may not send (spend limit, disabled): all waits
    TEXTS_REPEATED = "texts_repeated"  # texts that came again under their id, from another place in the stream
    TEXTS_DUPLICATED = "texts_duplicated"  # texts that say the same under a new id, seconds apart: not answered twice
    OUTCOMES = "outcomes"  # outcomes of conversations that were handed on to the lake
    ERRANDS_DONE = "errands_done"  # outcomes published, times opened again, entries of AWS's opt-out list
    ERRANDS_DEFERRED = "errands_deferred"  # such calls that failed and are due again
    PROGRAMS_RELOADED = "programs_reloaded"  # changes of the programs that were put in force without a restart
    PROGRAMS_REFUSED = "programs_refused"  # changes of the programs that were not fit: the old ones went on
    FLUSH_LAG_MS = "flush_lag_ms"  # distribution: age, at a flush, of the oldest record that it wrote


def observe(metric: Metric, value: int) -> None:
    """Add a value to a distribution."""
    Metrics.distribution("twoway", metric.value).update(value)


def count(metric: Metric, by: int) -> None:
    """Add to a counter."""
    if by:
        Metrics.counter("twoway", metric.value).inc(by)
