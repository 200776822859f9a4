"""The town's plan carried out: prompts sent, texts texted, garbage published, each at its second."""

import heapq
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from pipelines.local.sms_simulator import Handset, InboundText, Number, NumberType, SimulatorClient
from pipelines.local.stack import StackHandle
from pipelines.local.town import CAMPAIGNS, Garbage, Prompt, Text, Town

_PATIENCE_S = 60.0
_THREADS = 6


@dataclass(slots=True)
class Happened:
    """What was done: the counts that the demo's table begins with. `published_at` is in epoch seconds, by inbound id."""

    prompts: int = 0
    texts: int = 0
    published: int = 0
    garbage: int = 0
    published_at: dict[str, float] = field(default_factory=dict)


def settle_in(simulator: SimulatorClient, town: Town, outputs: Mapping[str, str]) -> None:
    """Give the account its numbers and the customers their phones."""
    simulator.put_numbers(
        Number(
            number=campaign.number,
            number_type=NumberType.LONG_CODE,
            parts_per_second=80.0,
            two_way_topic_arn=outputs["InboundTopicArn"],
            self_managed_opt_outs=not campaign.aws_answers,
            events_topic_arn=outputs["EventsTopicArn"],
            opt_out_list=campaign.name,
        )
        for campaign in CAMPAIGNS
    )
    phones = {c.number: c for c in [*town.customers, *(text.customer for text in town.texts)]}
    simulator.put_handsets(Handset(number=c.number, fate=c.fate, delay_s=0.2) for c in phones.values())


class Townsfolk:
    """Carries a plan out on a running stack. Several threads: a slow answer to one does not delay the others."""

    def __init__(self, stack: StackHandle, town: Town) -> None:
        self._stack, self._town = stack, town
        self._sms = stack.client("pinpoint-sms-voice-v2")
        self._sns = stack.client("sns")
        self._local = threading.local()
        self._lock = threading.Lock()
        self._accepted: dict[int, str] = {}
        self._event = threading.Condition(self._lock)
        self.happened = Happened()

    def run(self, progress: Callable[[Happened, float], None], slowly: float = 1.0) -> Happened:
        """Everything in the plan, in its order and at its time; `slowly` stretches the time. `progress` is told about
        four times a second what has happened and how much of the plan is done, 0 to 1."""
        acts: list[tuple[float, Callable[[], None]]] = [
            (prompt.at, partial(self._prompt, prompt)) for prompt in self._town.prompts
        ]
        acts += [(text.at, partial(self._text, text)) for text in self._town.texts]
        acts += [(garbage.at, partial(self._garbage, garbage)) for garbage in self._town.garbage]
        steps = [(at * slowly, n, act) for n, (at, act) in enumerate(acts)]
        heapq.heapify(steps)
        total, started, shown = len(steps), time.monotonic(), 0.0
        with ThreadPoolExecutor(_THREADS) as pool:
            futures = []
            while steps:
                at, _, act = heapq.heappop(steps)
                while (left := started + at - time.monotonic()) > 0:
                    progress(self.happened, 1 - (len(steps) + 1) / total)
                    time.sleep(min(left, 0.25))
                futures.append(pool.submit(act))
                if time.monotonic() - shown > 0.25:
                    shown = time.monotonic()
                    progress(self.happened, 1 - len(steps) / total)
            for future in futures:
                future.result(timeout=_PATIENCE_S)
        progress(self.happened, 1.0)
        return self.happened

    def _simulator(self) -> SimulatorClient:
        if not hasattr(self._local, "client"):
            self._local.client = SimulatorClient(self._stack.simulator_endpoint)
        client: SimulatorClient = self._local.client
        return client

    def _prompt(self, prompt: Prompt) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                answer = self._sms.send_text_message(**_request(prompt))
                break
            except ClientError as error:
                if error.response["Error"]["Code"] != "ThrottlingException" or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        with self._event:
            self._accepted[prompt.index] = answer["MessageId"]
            self.happened.prompts += 1
            self._event.notify_all()

    def _text(self, text: Text) -> None:
        """Text only after the prompt is there: nobody answers what has not come."""
        prompt_id = None
        if text.after is not None:
            with self._event:
                self._event.wait_for(lambda: text.after in self._accepted, timeout=_PATIENCE_S)
                prompt_id = self._accepted[text.after]
        said = InboundText(
            text.customer.number,
            text.number,
            text.body,
            prompt_id if text.names_prompt else None,
            text.inbound_message_id,
        )
        for _ in range(text.copies):
            outcome = self._simulator().inbound(said)
            with self._lock:
                self.happened.texts += 1
                if outcome.published and outcome.published_at is not None:
                    self.happened.published += 1
                    self.happened.published_at.setdefault(outcome.inbound_message_id, outcome.published_at)

    def _garbage(self, garbage: Garbage) -> None:
        self._sns.publish(TopicArn=self._stack.outputs["InboundTopicArn"], Message=garbage.payload)
        with self._lock:
            self.happened.garbage += 1


def _request(prompt: Prompt) -> dict[str, Any]:
    return {
        "DestinationPhoneNumber": prompt.customer.number,
        "OriginationIdentity": prompt.campaign.number,
        "MessageBody": prompt.campaign.prompt,
        "MessageType": "TRANSACTIONAL",
        "Context": _context(prompt),
    }


def _context(prompt: Prompt) -> dict[str, str]:
    """What delivery events echo: the campaign for the rates, and the conversation that the prompt opens."""
    context = {"kind": "prompt", "campaign": prompt.campaign.name, "variant": prompt.variant}
    if prompt.campaign.flow is None:
        return context
    return {**context, "flow": prompt.campaign.flow, "variables": prompt.campaign.variables}


def expected_dead_letters(town: Town) -> dict[str, int]:
    """How many dead letters the town's garbage must leave, by reason."""
    counts: dict[str, int] = {}
    for garbage in town.garbage:
        counts[garbage.reason.value] = counts.get(garbage.reason.value, 0) + 1
    return counts


def summary(happened: Happened) -> Sequence[tuple[str, int]]:
    """The counts, named."""
    return (
        ("prompts sent by the business", happened.prompts),
        ("texts by customers", happened.texts),
        ("of them published to SNS", happened.published),
        ("garbage published to SNS", happened.garbage),
    )
