"""The simulator as a whole: start, stop, and what survives."""

import threading

import pytest

from pipelines.local.sms_simulator import (
    Fate,
    Handset,
    InboundText,
    SimulatorClient,
    SimulatorSettings,
    SimulatorUnreachable,
    SmsSimulator,
)

from .conftest import CUSTOMER, OURS, SHORT, Aws, World, WorldMaker, wait_until


def _drained(world: World) -> bool:
    return world.admin.stats().events_pending == 0


def test_numbers_opt_outs_and_messages_survive_a_restart(make_world: WorldMaker, state_file: str) -> None:
    first = make_world(SimulatorSettings(path=state_file))
    first.add_number()
    sent = first.send("Hello", Context={"kind": "prompt"})
    first.admin.inbound(InboundText("+12065550102", OURS, "STOP"))
    first.simulator.stop()
    again = make_world(SimulatorSettings(path=state_file))
    assert again.admin.messages().messages[0].message_id == sent
    with pytest.raises(again.sms.exceptions.ConflictException):
        again.send(to="+12065550102")
    assert again.admin.stats().accepted == 1


def test_events_that_were_not_published_are_published_after_a_restart(make_world: WorldMaker, state_file: str) -> None:
    first = make_world(SimulatorSettings(path=state_file, event_delay_s=0.5))
    first.add_number()
    sent = first.send()
    first.simulator.stop()
    assert first.events.is_empty()
    make_world(SimulatorSettings(path=state_file))
    assert {event["messageId"] for event in first.events.payloads(2)} == {sent}


def test_every_answered_text_is_kept_though_many_send_at_once(world: World) -> None:
    answered: list[str] = []

    def send() -> None:
        answered.extend(world.send(f"Number {n}") for n in range(10))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = [one.message_id for one in world.admin.messages().messages]
    assert sorted(kept) == sorted(answered)
    assert len(set(kept)) == 40
    wait_until(lambda: _drained(world))
    events = world.events.payloads(80)
    assert {event["messageId"] for event in events} == set(kept)


def test_intermediate_events_come_before_final_ones(make_world: WorldMaker) -> None:
    world = make_world(SimulatorSettings(event_delay_s=0.05, publisher_threads=1))
    world.add_number()
    world.send()
    told = [(event["eventType"], event["isFinal"]) for event in world.events.payloads(2)]
    assert told == [("TEXT_SUCCESSFUL", False), ("TEXT_DELIVERED", True)]


def test_a_handset_can_turn_them_round(make_world: WorldMaker) -> None:
    world = make_world(SimulatorSettings(event_delay_s=0.05, publisher_threads=1))
    world.add_number()
    world.admin.put_handsets([Handset(CUSTOMER, Fate.SUCCESSFUL_THEN_DELIVERED, out_of_order=True)])
    world.send()
    assert [event["eventType"] for event in world.events.payloads(2)] == ["TEXT_DELIVERED", "TEXT_SUCCESSFUL"]


def test_a_stopped_simulator_does_not_answer_on_an_old_connection(world: World) -> None:
    assert world.admin.health()
    world.simulator.stop()
    with pytest.raises(SimulatorUnreachable):
        world.admin.health()


def test_a_client_comes_back_after_a_restart_on_the_same_port(aws: Aws) -> None:
    simulator = SmsSimulator(SimulatorSettings(), aws.sns)
    simulator.start()
    endpoint = simulator.endpoint
    with SimulatorClient(endpoint) as client:
        assert client.health()
        simulator.stop()
        with pytest.raises(SimulatorUnreachable):
            client.health()
        with SmsSimulator(SimulatorSettings(port=int(endpoint.rpartition(":")[2])), aws.sns):
            assert client.health()


def test_a_taken_port_is_an_error(world: World, aws: Aws) -> None:
    port = int(world.simulator.endpoint.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        SmsSimulator(SimulatorSettings(port=port), aws.sns).start()


def test_an_endpoint_exists_only_while_it_runs(aws: Aws) -> None:
    simulator = SmsSimulator(SimulatorSettings(), aws.sns)
    with pytest.raises(RuntimeError):
        _ = simulator.endpoint
    with simulator:
        assert simulator.endpoint.startswith("http://127.0.0.1:")
    simulator.stop()


def test_stats_count_what_happened(world: World) -> None:
    world.add_number(SHORT, events_topic_arn=None)
    world.send()
    world.send(origin=SHORT)
    world.admin.inbound(InboundText(CUSTOMER, OURS, "STOP"))
    world.admin.inbound(InboundText("+12065550102", OURS, "Hello?"))
    wait_until(lambda: _drained(world))
    stats = world.admin.stats()
    assert (stats.accepted, stats.aws_auto, stats.events_published) == (2, 1, 2)
    assert (stats.inbound_received, stats.inbound_published) == (2, 1)
