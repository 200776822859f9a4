"""`pinpoint-sms-voice-v2` on this machine: a server that plain boto3 reaches through
`AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2`, with simulated handsets behind it."""

from pipelines.local.sms_simulator.client import SimulatorClient, SimulatorRefused, SimulatorUnreachable
from pipelines.local.sms_simulator.model import (
    Fate,
    Fault,
    FaultKind,
    Handset,
    InboundOutcome,
    InboundText,
    Message,
    MessageKind,
    Number,
    NumberType,
    Previous,
    Stats,
)
from pipelines.local.sms_simulator.server import SmsSimulator
from pipelines.local.sms_simulator.settings import SimulatorSettings, SmsOddities

__all__ = [
    "Fate",
    "Fault",
    "FaultKind",
    "Handset",
    "InboundOutcome",
    "InboundText",
    "Message",
    "MessageKind",
    "Number",
    "NumberType",
    "Previous",
    "SimulatorClient",
    "SimulatorRefused",
    "SimulatorSettings",
    "SimulatorUnreachable",
    "SmsOddities",
    "SmsSimulator",
    "Stats",
]
