"""What `twoway send` does once it is agreed to: prompts and their conversations into the store, and out by the outbox.

The same store, leases and pace as the job's: a job that runs meanwhile helps, and goes on where this command is stopped.
"""

import argparse
import json
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipelines.adapters.clock import SystemClock
from pipelines.adapters.sms import AwsSmsSender
from pipelines.cli.options import settings
from pipelines.cli.wiring import check_store, live_store, live_vault
from pipelines.domain.campaign import CampaignRow
from pipelines.domain.campaign_works import work_of
from pipelines.ports import Decide, Reply, Store, Vault, Work
from pipelines.settings import Settings
from pipelines.transforms.outbox import Outbox, ReplySettings
from schemas.errors import ReplyStatus
from schemas.program import Program, ProgramSet

_AT_ONCE = 500
_LOOK_S = 0.2
_TELL_S = 10.0


def submit(
    rows: Sequence[CampaignRow],
    campaign: str,
    program: Program,
    origination_identity: str,
    options: argparse.Namespace,
) -> int:
    """Store the prompts of `rows` in the outbox, send them, and show how far it is; the exit code: 0 when each is sent,
    withheld by a rule or waits for its hour, 1 when one failed or nobody knows."""
    made = settings(argparse.Namespace(**{**vars(options), "program": None}))
    check_store(made)
    store, vault = live_store(made)(), live_vault(made)()
    try:
        ids = _stored(store, vault, rows, partial(_work, campaign, program, origination_identity, made), program)
        return _told(
            options.json, _sent(store, vault, ids, made, {origination_identity: _pace(program, origination_identity)})
        )
    finally:
        store.close()
        vault.close()


def _work(campaign: str, program: Program, ours: str, made: Settings, row: CampaignRow) -> Work:
    return work_of(row, campaign, program, ours, made.key, SystemClock().now())


def _pace(program: Program, ours: str) -> float:
    number = program.number(ours)
    assert number is not None
    return number.pace


def _stored(
    store: Store, vault: Vault, rows: Sequence[CampaignRow], work: partial[Work], program: Program
) -> list[bytes]:
    """Reply ids of all prompts, after they and their conversations are stored. Numbers first: what is promised must be
    able to leave."""
    ids: list[bytes] = []
    decide = Decide(ProgramSet([program]))
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        works = [work(row) for row in part]
        vault.keep({w.who.customer_key: row.number for w, row in zip(works, part, strict=True)})
        applied = store.apply(works, decide, SystemClock().now())
        ids += [reply.promise.reply_id for reply in applied.replies]
    return ids


def _sent(store: Store, vault: Vault, ids: Sequence[bytes], made: Settings, paces: dict[str, float]) -> list[Reply]:
    """All prompts as they stand, when none of them can leave now."""
    sender = AwsSmsSender(made.send_timeout_s, made.send_threads)
    replies = ReplySettings(
        made.configuration_set, made.send_threads, timedelta(seconds=made.lease_s), timedelta(days=1), timedelta(0)
    )
    outbox = Outbox(f"send-{os.getpid()}-{secrets.token_hex(6)}", store, vault, sender, SystemClock(), replies)
    outbox.paces = paces
    try:
        left = list(ids)
        for done in _shown(len(ids)):
            # What was put back goes to the end, so that it holds up nothing.
            part, rest = left[: 20 * made.send_threads], left[20 * made.send_threads :]
            outbox.send(part)
            stand = {reply.promise.reply_id: reply for reply in _all(store, part)}
            again = [i for i in part if stand[i].status is ReplyStatus.PROMISED and _may_leave(stand[i])]
            left = [*rest, *again]
            done.append(len(ids) - len(left))
            if not left or store.halted(SystemClock().now()) is not None:
                break
            if again:
                time.sleep(_LOOK_S)
    except KeyboardInterrupt:
        print(
            "\nstopped: what is left waits in the outbox; run the command again, or let the job send it",
            file=sys.stderr,
        )
    finally:
        outbox.close()
        sender.close()
    return _all(store, ids)


def _all(store: Store, ids: Sequence[bytes]) -> list[Reply]:
    return [reply for start in range(0, len(ids), _AT_ONCE) for reply in store.replies(ids[start : start + _AT_ONCE])]


def _may_leave(reply: Reply) -> bool:
    """Whether a prompt that has not left could leave soon; one that waits for the end of quiet hours is the job's."""
    return reply.promise.not_before is None or reply.promise.not_before <= SystemClock().now()


def _shown(total: int) -> Iterator[list[int]]:
    """Rounds without end, each with a list to put the number of those done in: a bar on a terminal, else a line now and
    then."""
    columns = (TextColumn("prompts"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    is_terminal = sys.stderr.isatty()
    last = time.monotonic()
    with Progress(*columns, disable=not is_terminal, transient=True) as progress:
        bar = progress.add_task("prompts", total=total)
        while True:
            done: list[int] = []
            yield done
            progress.update(bar, completed=done[-1] if done else 0)
            if done and not is_terminal and time.monotonic() - last > _TELL_S:
                last = time.monotonic()
                print(f"{done[-1]:,} of {total:,} prompts", file=sys.stderr)


def _told(as_json: bool, replies: Sequence[Reply]) -> int:
    """Print how the prompts stand."""
    counts = Counter((reply.status, reply.reason) for reply in replies)
    if as_json:
        stand = [
            {"status": status, "reason": reason, "prompts": n}
            for (status, reason), n in sorted(counts.items(), key=str)
        ]
        print(json.dumps({"prompts": len(replies), "stand": stand}))
        return _code(counts)
    for (status, reason), n in sorted(counts.items(), key=lambda item: -item[1]):
        print(f"{n:>8,} {status}{f' ({reason})' if reason else ''}")
    waiting = [reply.promise.not_before for reply in replies if reply.status is ReplyStatus.PROMISED]
    if waiting:
        print(_when(waiting))
    return _code(counts)


def _code(counts: Mapping[tuple[ReplyStatus, str | None], int]) -> int:
    return 1 if any(status in (ReplyStatus.FAILED, ReplyStatus.UNKNOWN) for status, _ in counts) else 0


def _when(waiting: Sequence[datetime | None]) -> str:
    hours = [at for at in waiting if at is not None]
    if not hours:
        return f"{len(waiting):,} wait in the outbox: `twoway outbox` says why, and the job sends them"
    return f"{len(waiting):,} wait for the end of quiet hours, from {min(hours):%Y-%m-%d %H:%M} UTC: the job sends them"
