"""Opt-out lists."""

from datetime import UTC, datetime

import pytest

from .conftest import CUSTOMER, FakeClock, World, WorldMaker

DAY = 24 * 3600.0


@pytest.fixture
def aging(make_world: WorldMaker, clock: FakeClock) -> World:
    """A world whose clock is ours."""
    made = make_world(clock=clock)
    made.add_number()
    return made


def _listed(world: World, name: str = "Default") -> list[str]:
    return [
        one["OptedOutNumber"] for one in world.sms.describe_opted_out_numbers(OptOutListName=name)["OptedOutNumbers"]
    ]


def test_the_list_called_default_is_there(world: World) -> None:
    assert [one["OptOutListName"] for one in world.sms.describe_opt_out_lists()["OptOutLists"]] == ["Default"]


def test_a_list_is_made_once(world: World) -> None:
    made = world.sms.create_opt_out_list(OptOutListName="offers", Tags=[{"Key": "a", "Value": "b"}])
    assert made["OptOutListArn"].endswith(":opt-out-list/offers")
    assert made["Tags"] == [{"Key": "a", "Value": "b"}]
    with pytest.raises(world.sms.exceptions.ConflictException) as caught:
        world.sms.create_opt_out_list(OptOutListName="offers")
    assert caught.value.response.get("Reason") == "RESOURCE_ALREADY_EXISTS"


def test_a_list_answers_to_its_arn(world: World) -> None:
    arn = world.sms.create_opt_out_list(OptOutListName="offers")["OptOutListArn"]
    world.sms.put_opted_out_number(OptOutListName=arn, OptedOutNumber=CUSTOMER)
    assert _listed(world, "offers") == [CUSTOMER]


def test_an_unknown_list_is_an_error(world: World) -> None:
    with pytest.raises(world.sms.exceptions.ResourceNotFoundException):
        world.sms.describe_opt_out_lists(OptOutListNames=["offers"])
    with pytest.raises(world.sms.exceptions.ResourceNotFoundException):
        world.sms.put_opted_out_number(OptOutListName="offers", OptedOutNumber=CUSTOMER)


def test_an_opted_out_number_is_described_as_it_was_put(aging: World, clock: FakeClock) -> None:
    put = aging.sms.put_opted_out_number(OptOutListName="Default", OptedOutNumber=CUSTOMER)
    assert put["OptedOutTimestamp"] == datetime.fromtimestamp(clock.now, UTC)
    told = aging.sms.describe_opted_out_numbers(OptOutListName="Default", OptedOutNumbers=[CUSTOMER])
    assert told["OptedOutNumbers"] == [
        {"OptedOutNumber": CUSTOMER, "OptedOutTimestamp": put["OptedOutTimestamp"], "EndUserOptedOut": False}
    ]


def test_putting_a_number_twice_keeps_its_first_time(aging: World, clock: FakeClock) -> None:
    first = aging.sms.put_opted_out_number(OptOutListName="Default", OptedOutNumber=CUSTOMER)
    clock.now += DAY
    again = aging.sms.put_opted_out_number(OptOutListName="Default", OptedOutNumber=CUSTOMER.removeprefix("+"))
    assert again["OptedOutTimestamp"] == first["OptedOutTimestamp"]
    assert _listed(aging) == [CUSTOMER]


def test_an_absent_number_is_an_error_and_not_an_empty_page(world: World) -> None:
    with pytest.raises(world.sms.exceptions.ResourceNotFoundException) as caught:
        world.sms.describe_opted_out_numbers(OptOutListName="Default", OptedOutNumbers=[CUSTOMER])
    assert caught.value.response.get("ResourceType") == "opted-out-number"
    with pytest.raises(world.sms.exceptions.ResourceNotFoundException):
        world.sms.delete_opted_out_number(OptOutListName="Default", OptedOutNumber=CUSTOMER)


def test_a_number_is_deleted_once_in_thirty_days(aging: World, clock: FakeClock) -> None:
    put = {"OptOutListName": "Default", "OptedOutNumber": CUSTOMER}
    aging.sms.put_opted_out_number(**put)
    aging.sms.delete_opted_out_number(**put)
    assert _listed(aging) == []
    aging.sms.put_opted_out_number(**put)
    clock.now += 30 * DAY - 1
    with pytest.raises(aging.sms.exceptions.ValidationException) as caught:
        aging.sms.delete_opted_out_number(**put)
    assert caught.value.response.get("Reason") == "PHONE_NUMBER_CANNOT_BE_OPTED_IN"
    assert _listed(aging) == [CUSTOMER]
    clock.now += 1
    aging.sms.delete_opted_out_number(**put)
    assert _listed(aging) == []


def test_numbers_come_in_pages_and_by_who_opted_out(world: World) -> None:
    numbers = [f"+120655501{n:02}" for n in range(5)]
    for number in numbers:
        world.sms.put_opted_out_number(OptOutListName="Default", OptedOutNumber=number)
    pages = world.sms.get_paginator("describe_opted_out_numbers").paginate(
        OptOutListName="Default", PaginationConfig={"PageSize": 2}
    )
    assert [one["OptedOutNumber"] for page in pages for one in page["OptedOutNumbers"]] == numbers
    themselves = world.sms.describe_opted_out_numbers(
        OptOutListName="Default", Filters=[{"Name": "end-user-opted-out", "Values": ["true"]}]
    )
    assert themselves["OptedOutNumbers"] == []


def test_a_token_that_was_never_given_is_refused(world: World) -> None:
    with pytest.raises(world.sms.exceptions.ValidationException) as caught:
        world.sms.describe_opted_out_numbers(OptOutListName="Default", NextToken="yesterday")
    assert caught.value.response.get("Reason") == "INVALID_NEXT_TOKEN"
