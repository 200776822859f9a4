"""What AWS answers when it does not do what was asked: one exception, with a constructor for each kind.

Names and reasons are those of the service model of `pinpoint-sms-voice-v2`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One field of a request, by its path, and the rule that it breaks."""

    name: str
    message: str


class ApiError(Exception):
    """A refusal: HTTP status and JSON body. Its text is the kind alone, since bodies may hold a phone number."""

    def __init__(self, kind: str, message: str, status: int = 400, **more: Any) -> None:
        super().__init__(kind)
        self.kind = kind
        self.status = status
        said = {key: value for key, value in more.items() if value is not None}
        self.body = {"__type": kind, "Message": message} | said

    @property
    def reason(self) -> str | None:
        """AWS's Reason, where the kind has one."""
        reason = self.body.get("Reason")
        return reason if isinstance(reason, str) else None


def invalid(reason: str, message: str, fields: Sequence[FieldFault] = ()) -> ApiError:
    """ValidationException."""
    told = [{"Name": field.name, "Message": field.message} for field in fields] or None
    return ApiError("ValidationException", message, Reason=reason, Fields=told)


def conflict(reason: str, message: str, resource_type: str, resource_id: str | None = None) -> ApiError:
    """ConflictException."""
    return ApiError("ConflictException", message, Reason=reason, ResourceType=resource_type, ResourceId=resource_id)


def not_found(resource_type: str, resource_id: str) -> ApiError:
    """ResourceNotFoundException."""
    message = f"The {resource_type} was not found."
    return ApiError("ResourceNotFoundException", message, ResourceType=resource_type, ResourceId=resource_id)


def throttled() -> ApiError:
    """ThrottlingException."""
    return ApiError("ThrottlingException", "Rate exceeded.")


def internal(request_id: str) -> ApiError:
    """InternalServerException, the only one with HTTP status 500."""
    return ApiError("InternalServerException", "An internal server error occurred.", status=500, RequestId=request_id)


def planned(kind: str, reason: str | None, status: int) -> ApiError:
    """Any error that the fault plan names."""
    return ApiError(kind, "Refused, as the fault plan says.", status, Reason=reason)


def unknown_operation() -> ApiError:
    """UnknownOperationException: an operation that AWS, or this simulator, does not have."""
    return ApiError("UnknownOperationException", "The simulator does not have this operation.")


def unreadable() -> ApiError:
    """SerializationException: the body is not one JSON object."""
    return ApiError("SerializationException", "The request body is not a JSON object.")
