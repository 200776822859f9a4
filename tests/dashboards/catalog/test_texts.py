"""Replies, prompts and reminders of the outbox, on rows made by hand."""

from typing import Any

from dashboards.warehouse import open_warehouse
from tests.dashboards.lake_builder import LakeBuilder


def ask(lake: LakeBuilder, sql: str) -> list[tuple[Any, ...]]:
    return open_warehouse(lake.root).execute(sql).fetchall()


def test_replies_are_replies_alone_and_texts_are_all_that_went_through_the_outbox(lake: LakeBuilder) -> None:
    for kind in (None, "reply", "prompt", "reminder"):
        lake.reply(f"t-{kind}", kind=kind, template=str(kind))
    assert ask(lake, "SELECT template, kind FROM replies ORDER BY template") == [("None", None), ("reply", "reply")]
    assert ask(lake, "SELECT template, kind FROM texts ORDER BY template") == [
        ("None", "reply"),
        ("prompt", "prompt"),
        ("reminder", "reminder"),
        ("reply", "reply"),
    ]


def test_a_text_stands_as_its_last_version_whatever_order_they_came_in(lake: LakeBuilder) -> None:
    prompt: dict[str, Any] = {"kind": "prompt", "inbound_message_id": None, "intent": None}
    lake.reply("p", version=3, status="sent", message_id="m", **prompt)
    lake.reply("p", version=1, status="promised", message_id=None, **prompt)
    assert ask(lake, "SELECT version, status FROM texts") == [(3, "sent")]
    assert ask(lake, "FROM replies") == []


def test_the_columns_of_texts_are_those_of_the_dataset(lake: LakeBuilder) -> None:
    assert ask(lake, "SELECT column_name FROM (DESCRIBE texts)") == ask(
        lake, "SELECT column_name FROM (DESCRIBE replies)"
    )
