"""Keywords of a number."""

import pytest
from botocore.exceptions import ClientError

from pipelines.local.sms_simulator import NumberType
from pipelines.local.sms_simulator.keywords import IMPLICIT, Action, Keyword, match_keyword

from .conftest import OURS, SHORT, World


@pytest.fixture
def phone_id(world: World) -> str:
    return world.sms.describe_phone_numbers()["PhoneNumbers"][0]["PhoneNumberId"]


@pytest.mark.parametrize(
    ("body", "matched"),
    [
        ("JOIN", "JOIN"),
        ("  join the club", "JOIN"),
        ("Join!", "JOIN"),
        ("joined", None),
        ("please join", None),
        ("JOIN CLUB now", "JOIN CLUB"),
        ("", None),
    ],
)
def test_a_text_matches_the_longest_keyword_that_it_begins_with(body: str, matched: str | None) -> None:
    words = [Keyword(word, "Hi", Action.AUTOMATIC_RESPONSE) for word in ("JOIN", "JOIN CLUB")]
    found = match_keyword(body, words)
    assert (found and found.keyword) == matched


@pytest.mark.parametrize("word", ["ARRET", "cancel", "End", "OPT-OUT", "optout", "QUIT", "remove", "Stop", "TD"])
def test_the_required_opt_out_words_opt_out(word: str) -> None:
    found = match_keyword(word, IMPLICIT)
    assert found is not None
    assert found.action is Action.OPT_OUT


def test_every_number_has_help_and_stop(world: World, phone_id: str) -> None:
    keywords = world.sms.describe_keywords(OriginationIdentity=phone_id)["Keywords"]
    assert {one["Keyword"]: one["KeywordAction"] for one in keywords} == {
        "HELP": "AUTOMATIC_RESPONSE",
        "STOP": "OPT_OUT",
    }


@pytest.mark.parametrize("word", ["HELP", "stop"])
def test_help_and_stop_cannot_be_deleted(world: World, phone_id: str, word: str) -> None:
    with pytest.raises(world.sms.exceptions.ConflictException) as caught:
        world.sms.delete_keyword(OriginationIdentity=phone_id, Keyword=word)
    assert caught.value.response.get("Reason") == "RESOURCE_DELETION_NOT_ALLOWED"


def test_help_may_get_another_message_but_no_other_action(world: World, phone_id: str) -> None:
    world.sms.put_keyword(OriginationIdentity=phone_id, Keyword="HELP", KeywordMessage="Call us")
    told = world.sms.describe_keywords(OriginationIdentity=phone_id, Keywords=["HELP"])["Keywords"]
    assert told[0]["KeywordMessage"] == "Call us"
    with pytest.raises(world.sms.exceptions.ConflictException):
        world.sms.put_keyword(
            OriginationIdentity=phone_id, Keyword="HELP", KeywordMessage="Bye", KeywordAction="OPT_OUT"
        )


def test_registering_a_number_again_keeps_its_messages(world: World, phone_id: str) -> None:
    world.sms.put_keyword(OriginationIdentity=phone_id, Keyword="HELP", KeywordMessage="Call us")
    world.add_number()
    told = world.sms.describe_keywords(OriginationIdentity=phone_id, Keywords=["HELP"])["Keywords"]
    assert told[0]["KeywordMessage"] == "Call us"


def test_a_keyword_comes_and_goes(world: World, phone_id: str) -> None:
    put = world.sms.put_keyword(OriginationIdentity=phone_id, Keyword="join", KeywordMessage="Welcome")
    assert (put["Keyword"], put["KeywordAction"]) == ("JOIN", "AUTOMATIC_RESPONSE")
    gone = world.sms.delete_keyword(OriginationIdentity=phone_id, Keyword="JOIN")
    assert gone["KeywordMessage"] == "Welcome"
    with pytest.raises(world.sms.exceptions.ResourceNotFoundException):
        world.sms.delete_keyword(OriginationIdentity=phone_id, Keyword="JOIN")
    with pytest.raises(world.sms.exceptions.ResourceNotFoundException):
        world.sms.describe_keywords(OriginationIdentity=phone_id, Keywords=["JOIN"])


def test_keywords_are_filtered_by_action(world: World, phone_id: str) -> None:
    told = world.sms.describe_keywords(
        OriginationIdentity=phone_id, Filters=[{"Name": "keyword-action", "Values": ["OPT_OUT"]}]
    )
    assert [one["Keyword"] for one in told["Keywords"]] == ["STOP"]


def test_keywords_come_in_pages(world: World, phone_id: str) -> None:
    for word in ("A", "B", "C"):
        world.sms.put_keyword(OriginationIdentity=phone_id, Keyword=word, KeywordMessage="Hi")
    pages = world.sms.get_paginator("describe_keywords").paginate(
        OriginationIdentity=phone_id, PaginationConfig={"PageSize": 2}
    )
    sizes = [[one["Keyword"] for one in page["Keywords"]] for page in pages]
    assert sizes == [["HELP", "STOP"], ["A", "B"], ["C"]]


def test_a_number_has_at_most_thirty_keywords(world: World, phone_id: str) -> None:
    for index in range(28):
        world.sms.put_keyword(OriginationIdentity=phone_id, Keyword=f"K{index}", KeywordMessage="Hi")
    with pytest.raises(world.sms.exceptions.ServiceQuotaExceededException):
        world.sms.put_keyword(OriginationIdentity=phone_id, Keyword="ONE TOO MANY", KeywordMessage="Hi")


def test_a_number_with_a_plus_does_not_pass_the_pattern(world: World) -> None:
    with pytest.raises(ClientError) as caught:
        world.sms.describe_keywords(OriginationIdentity=OURS)
    assert caught.value.response["Error"]["Code"] == "ValidationException"


def test_a_toll_free_number_leaves_stop_to_the_network(world: World) -> None:
    world.add_number(SHORT, NumberType.TOLL_FREE)
    with pytest.raises(world.sms.exceptions.ConflictException):
        world.sms.put_keyword(OriginationIdentity=SHORT, Keyword="STOP", KeywordMessage="Bye")
