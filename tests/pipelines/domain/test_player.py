"""A program played through in memory: what a customer gets once in a while, and who is heard after STOP."""

from datetime import timedelta

import pytest

from pipelines.domain.player import Player
from pipelines.domain.transcript import DEFAULT_AT
from schemas.program import Program
from tests.pipelines.domain.test_converse import BANK, PROGRAMS

SHOP = PROGRAMS.programs[2]
HOUR = timedelta(hours=1)


def told(player: Player, text: str) -> list[str]:
    """The templates of what comes back, by their texts; outcomes as they are."""
    names = {words: name for name in player.program.templates for words in player.program.texts(name).values()}
    return [names.get(line.text, line.text) for line in player.hear(text)]


def shop(**fields: object) -> Program:
    """The shop with another coupon."""
    keywords = [k.model_copy(update=fields) if k.keyword == "COUPON" else k for k in SHOP.keywords]
    return SHOP.model_copy(update={"keywords": tuple(keywords)})


def test_a_reply_comes_once_in_its_period_and_another_in_between() -> None:
    player = Player(SHOP, DEFAULT_AT)
    assert told(player, "coupon") == ["coupon"]
    assert [told(player, text) for text in ("COUPON", "voucher please")] == [["next_coupon"], ["next_coupon"]]
    player.wait(24 * HOUR - timedelta(seconds=1))
    assert told(player, "coupon") == ["next_coupon"]
    player.wait(timedelta(seconds=1))
    assert told(player, "coupon") == ["coupon"]
    assert told(player, "coupon") == ["next_coupon"]


def test_the_period_counts_from_the_reply_and_not_from_what_came_in_between() -> None:
    player = Player(SHOP, DEFAULT_AT)
    told(player, "coupon")
    for _ in range(23):
        player.wait(HOUR)
        assert told(player, "coupon") == ["next_coupon"]
    player.wait(HOUR)
    assert told(player, "coupon") == ["coupon"]


def test_other_keywords_and_other_customers_are_answered_as_ever() -> None:
    player = Player(SHOP, DEFAULT_AT)
    told(player, "coupon")
    assert [told(player, "hours") for _ in range(3)] == [["hours"]] * 3
    assert told(Player(SHOP, DEFAULT_AT), "coupon") == ["coupon"]


def test_without_another_text_nothing_comes_in_between() -> None:
    player = Player(shop(again=None), DEFAULT_AT)
    assert [told(player, "coupon") for _ in range(3)] == [["coupon"], [], []]


@pytest.mark.parametrize("first", ["YES", "NO"])
def test_who_has_opted_out_is_told_nothing_and_may_still_freeze(first: str) -> None:
    player = Player(BANK, DEFAULT_AT)
    player.begin("charge")
    told(player, first)
    assert told(player, "STOP") == ["stop"]
    assert told(player, "FRAUD") == (["denied"] if first == "YES" else [])
    assert [told(player, text) for text in ("NO", "what?", "late")] == [[], [], []]


def test_a_stop_before_any_answer_leaves_nothing_to_take_back() -> None:
    player = Player(BANK, DEFAULT_AT)
    player.begin("charge")
    told(player, "STOP")
    assert [told(player, text) for text in ("NO", "FRAUD", "what?")] == [[], [], []]
