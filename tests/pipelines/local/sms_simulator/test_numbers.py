"""Phone numbers of the account."""

import pytest

from pipelines.local.sms_simulator import NumberType, SimulatorRefused

from .conftest import OURS, SHORT, World


def test_a_number_is_described_as_it_was_registered(world: World) -> None:
    world.add_number(SHORT, NumberType.SHORT_CODE, self_managed_opt_outs=True, opt_out_list="offers")
    first, second = world.sms.describe_phone_numbers()["PhoneNumbers"]
    assert (first["PhoneNumber"], first["NumberType"], first["OptOutListName"]) == (OURS, "LONG_CODE", "Default")
    assert second["SelfManagedOptOutsEnabled"]
    assert second["TwoWayChannelArn"] == world.inbound.arn
    assert second["OptOutListName"] == "offers"


def test_a_number_answers_to_its_id_and_its_arn(world: World) -> None:
    world.add_number(SHORT, NumberType.SHORT_CODE)
    told = world.sms.describe_phone_numbers()["PhoneNumbers"][0]
    for name in (told["PhoneNumberId"], told["PhoneNumberArn"]):
        found = world.sms.describe_phone_numbers(PhoneNumberIds=[name])["PhoneNumbers"]
        assert [one["PhoneNumber"] for one in found] == [OURS]


def test_an_unknown_id_is_an_error(world: World) -> None:
    with pytest.raises(world.sms.exceptions.ResourceNotFoundException):
        world.sms.describe_phone_numbers(PhoneNumberIds=["phone-0"])


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("number-type", ["SHORT_CODE"], [SHORT]),
        ("two-way-enabled", ["true"], [OURS]),
        ("two-way-enabled", ["true", "false"], [OURS, SHORT]),
        ("number-capability", ["SMS"], [OURS, SHORT]),
        ("number-capability", ["VOICE"], []),
        ("iso-country-code", ["CA"], []),
    ],
)
def test_numbers_are_filtered(world: World, name: str, values: list[str], expected: list[str]) -> None:
    world.add_number(SHORT, NumberType.SHORT_CODE, two_way_topic_arn=None)
    told = world.sms.describe_phone_numbers(Filters=[{"Name": name, "Values": values}])  # type: ignore[typeddict-item]
    assert [one["PhoneNumber"] for one in told["PhoneNumbers"]] == expected


def test_registering_twice_changes_and_does_not_add(world: World) -> None:
    world.add_number(iso_country_code="CA")
    told = world.sms.describe_phone_numbers()["PhoneNumbers"]
    assert [one["IsoCountryCode"] for one in told] == ["CA"]


def test_two_way_messaging_is_switched_on_with_a_topic(world: World) -> None:
    world.add_number(SHORT, NumberType.SHORT_CODE, two_way_topic_arn=None)
    with pytest.raises(world.sms.exceptions.ValidationException) as caught:
        world.sms.update_phone_number(PhoneNumberId=SHORT, TwoWayEnabled=True)
    assert caught.value.response.get("Reason") == "TWO_WAY_CHANNEL_NOT_PRESENT"
    told = world.sms.update_phone_number(PhoneNumberId=SHORT, TwoWayEnabled=True, TwoWayChannelArn=world.inbound.arn)
    assert (told["TwoWayEnabled"], told["TwoWayChannelArn"]) == (True, world.inbound.arn)


def test_a_refused_change_changes_nothing(world: World) -> None:
    world.add_number(SHORT, NumberType.SHORT_CODE, two_way_topic_arn=None)
    with pytest.raises(world.sms.exceptions.ValidationException) as caught:
        world.sms.update_phone_number(
            PhoneNumberId=SHORT, SelfManagedOptOutsEnabled=True, DeletionProtectionEnabled=True
        )
    assert caught.value.response.get("Reason") == "TWO_WAY_NOT_ENABLED"
    told = world.sms.describe_phone_numbers()["PhoneNumbers"][1]
    assert not told["DeletionProtectionEnabled"]


def test_another_opt_out_list_must_exist(world: World) -> None:
    with pytest.raises(world.sms.exceptions.ResourceNotFoundException):
        world.sms.update_phone_number(PhoneNumberId=SHORT, OptOutListName="offers")


def test_self_managed_opt_outs_need_two_way_messaging(world: World) -> None:
    with pytest.raises(ValueError, match="two_way_topic_arn"):
        world.add_number(SHORT, self_managed_opt_outs=True, two_way_topic_arn=None)


def test_the_admin_interface_refuses_what_it_cannot_read(world: World) -> None:
    with pytest.raises(SimulatorRefused, match="list"):
        world.admin._ask("POST", "numbers", {"number": OURS})


def test_two_way_messaging_is_refused_in_a_country_without_it(world: World) -> None:
    world.add_number("+923001234567", iso_country_code="PK", two_way_topic_arn=None)
    with pytest.raises(world.sms.exceptions.ValidationException) as caught:
        world.sms.update_phone_number(
            PhoneNumberId="+923001234567".lstrip("+"), TwoWayEnabled=True, TwoWayChannelArn=world.inbound.arn
        )
    assert caught.value.response.get("Reason") == "TWO_WAY_NOT_SUPPORTED_IN_COUNTRY"
