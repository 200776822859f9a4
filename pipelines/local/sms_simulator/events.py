"""Delivery events of a sent message: which, when, and in AWS's shape.

Shape and oddities: AWS End User Messaging SMS user guide, page "Example event data for SMS", and captures of events of
US, Canadian and Japanese numbers. A short code's TEXT_SUCCESSFUL is final and names no carrier; elsewhere it may be
followed by TEXT_DELIVERED.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from pipelines.local.sms_simulator.model import Fate, Handset, NumberType
from pipelines.local.sms_simulator.settings import SmsOddities

_ON_TIME = 0.0


@dataclass(frozen=True, slots=True)
class Sent:
    """What an event tells of a message. `iso_country_code` is the origination number's; times in epoch seconds."""

    message_id: str
    destination: str
    origination: str
    number_type: NumberType
    iso_country_code: str
    message_type: str
    parts: int
    encoding: str
    accepted_at: float
    context: Mapping[str, str]
    protect_configuration_id: str | None = None


@dataclass(frozen=True, slots=True)
class Scheduled:
    """An event and when it is to be published, in epoch seconds; its own eventTimestamp may be earlier."""

    due_at: float
    event: dict[str, Any]

    @property
    def event_type(self) -> str:
        """AWS's eventType."""
        return str(self.event["eventType"])


@dataclass(frozen=True, slots=True)
class _Step:
    status: str
    final: bool
    description: str

    @property
    def reached_carrier(self) -> bool:
        return self.status in ("SUCCESSFUL", "DELIVERED")


_BY_CARRIER = "Message has been accepted by phone carrier"
_BY_PHONE = "Message has been accepted by phone"
_STEPS: Mapping[Fate, Sequence[_Step]] = {
    Fate.DELIVERED: (_Step("DELIVERED", True, _BY_PHONE),),
    Fate.SUCCESSFUL_FINAL: (_Step("SUCCESSFUL", True, _BY_CARRIER),),
    Fate.SUCCESSFUL_THEN_DELIVERED: (_Step("SUCCESSFUL", False, _BY_CARRIER), _Step("DELIVERED", True, _BY_PHONE)),
    Fate.UNREACHABLE: (_Step("UNREACHABLE", True, "Phone is currently unreachable/unavailable"),),
    Fate.CARRIER_BLOCKED: (_Step("CARRIER_BLOCKED", True, "Blocked by the phone carrier"),),
    Fate.INVALID: (_Step("INVALID", True, "The destination phone number isn't valid"),),
    Fate.TTL_EXPIRED: (_Step("TTL_EXPIRED", True, "Message could not be handed off within its time to live"),),
    Fate.UNKNOWN: (_Step("UNKNOWN", True, "No delivery information within 72 hours"),),
    Fate.NO_RECEIPT: (),
}

# mcc, mnc, carrierName as seen in captured events.
_CARRIERS = {
    "US": ("310", "260", "T-Mobile USA, Inc."),
    "CA": ("302", "610", "Bell Cellular Inc. / Aliant Telecom"),
    "ES": ("214", "05", "Movistar"),
    "JP": ("440", "54", "KDDI"),
}
_PRICES = {"US": (0.00581, 0.003), "CA": (0.00581, 0.006), "ES": (0.06087, 0.0), "JP": (0.07451, 0.0)}
_OTHER_PRICE = (0.04, 0.0)


def price(iso_country_code: str, parts: int) -> tuple[float, float]:
    """Price and carrier fee of all parts in US dollars, to a destination in that country.

    >>> price("US", 2)
    (0.01162, 0.006)
    """
    each, fee = _PRICES.get(iso_country_code, _OTHER_PRICE)
    return round(each * parts, 5), round(fee * parts, 5)


def default_handset(number: str, number_type: NumberType) -> Handset:
    """A handset that nobody described: what is sent from a short code has no receipt from the phone."""
    short_code = number_type is NumberType.SHORT_CODE
    return Handset(number, Fate.SUCCESSFUL_FINAL if short_code else Fate.SUCCESSFUL_THEN_DELIVERED)


def plan_events(
    sent: Sent, handset: Handset, event_delay_s: float, oddities: SmsOddities, random: Random
) -> list[Scheduled]:
    """The events of a message in the order of their publication, oddities included."""
    delay_s = event_delay_s if handset.delay_s is None else handset.delay_s
    late_s = oddities.late_s if random.random() < oddities.late else _ON_TIME
    swapped = handset.out_of_order or random.random() < oddities.out_of_order
    repeated = handset.duplicate_events or random.random() < oddities.duplicate
    steps = _STEPS[handset.fate]
    happens_at = [sent.accepted_at + delay_s * (index + 1) for index in range(len(steps))]
    events = [_event(sent, handset, step, at) for step, at in zip(steps, happens_at, strict=True)]
    planned = [
        Scheduled(at + late_s, event)
        for at, event in zip(happens_at, reversed(events) if swapped else events, strict=True)
    ]
    if repeated:
        planned += [Scheduled(one.due_at + max(delay_s, 0.05), one.event) for one in planned]
    return sorted(planned, key=lambda one: one.due_at)


def _event(sent: Sent, handset: Handset, step: _Step, at: float) -> dict[str, Any]:
    """One event, its keys in AWS's order."""
    country = handset.iso_country_code or sent.iso_country_code
    total_price, fee = price(country, sent.parts)
    return {
        "eventType": f"TEXT_{step.status}",
        "eventVersion": "1.0",
        "eventTimestamp": round(at * 1000),
        "isFinal": step.final,
        "originationPhoneNumber": sent.origination,
        "destinationPhoneNumber": sent.destination,
        "isoCountryCode": country,
        **dict(_route(sent, handset, step, country)),
        "messageId": sent.message_id,
        "messageRequestTimestamp": round(sent.accepted_at * 1000),
        "messageEncoding": sent.encoding,
        "messageType": sent.message_type,
        "messageStatus": step.status,
        "messageStatusDescription": step.description,
        **({"context": dict(sent.context)} if sent.context else {}),
        "totalMessageParts": sent.parts,
        "totalMessagePrice": total_price,
        "totalCarrierFee": fee,
        **_protection(sent),
    }


def _route(sent: Sent, handset: Handset, step: _Step, country: str) -> Iterator[tuple[str, str | bool]]:
    """Carrier and border: absent for short codes, and no carrier where the message did not reach one."""
    if sent.number_type is NumberType.SHORT_CODE:
        return
    yield "isInternationalSend", country != sent.iso_country_code
    if not step.reached_carrier:
        return
    usual = _CARRIERS.get(country, (None, None, None))
    told = (handset.mcc or usual[0], handset.mnc or usual[1], handset.carrier or usual[2])
    for name, value in zip(("mcc", "mnc", "carrierName"), told, strict=True):
        if value is not None:
            yield name, value


def _protection(sent: Sent) -> dict[str, Any]:
    if sent.protect_configuration_id is None:
        return {}
    told = {"protectConfigurationId": sent.protect_configuration_id, "protectStatus": "ALLOW"}
    return {"protectConfiguration": told}
