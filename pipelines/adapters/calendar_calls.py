"""Calls of a provider's calendar: JSON over HTTP, with time-outs, bounded retries, and one exception for all that can fail.

Every call of the protocol may be made twice, so what may have been lost on the way is tried again.
"""

import json
import os
import random
import time
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, ValidationError
from urllib3 import BaseHTTPResponse, PoolManager, Timeout
from urllib3.exceptions import HTTPError

from schemas.errors import CalendarAway

_Answer = TypeVar("_Answer", bound=BaseModel)
_TIMEOUT = Timeout(connect=5, read=5)
_TRIES = 4
_FIRST_PAUSE_S = 0.2
_MOST_BYTES = 1 << 20
_SHOWN_FAULTS = 3


class CalendarCalls:
    """A provider's calendar at a base URL. `token_variable` names the environment variable with the bearer token; where it is
    unset, none is sent. Any number of threads, `at_once` calls at a time.

    Raises, from each call:
        CalendarAway: no answer that can be used. Its text holds neither what was sent nor what came back.
    """

    def __init__(self, base_url: str, token_variable: str, at_once: int) -> None:
        self._base = base_url.rstrip("/")
        self._variable = token_variable
        self._pool = PoolManager(maxsize=at_once, block=True, retries=False, timeout=_TIMEOUT)
        self._headers = {"Accept": "application/json", "User-Agent": "twoway-sms"}
        if token := os.environ.get(token_variable):
            self._headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, query: Mapping[str, str], answer: type[_Answer]) -> _Answer:
        """The answer to a question."""
        return self._understood("GET", path, self._call("GET", path, f"?{urlencode(query)}"), answer)

    def post(self, path: str, body: Mapping[str, object], answer: type[_Answer]) -> _Answer:
        """The answer to a change."""
        return self._understood("POST", path, self._call("POST", path, body=body), answer)

    def tell(self, path: str, body: Mapping[str, object]) -> None:
        """Make a change whose answer says nothing."""
        self._call("POST", path, body=body)

    def close(self) -> None:
        """Close the connections."""
        self._pool.clear()

    def _call(self, method: str, path: str, query: str = "", body: Mapping[str, object] | None = None) -> bytes:
        """The body of an answer of 200 or 204."""
        for tried in range(_TRIES):
            if tried:
                time.sleep(random.uniform(0.5, 1) * _FIRST_PAUSE_S * 2 ** (tried - 1))
            try:
                status, content = self._once(method, path + query, body)
            except (HTTPError, OSError) as error:
                why = type(error).__name__
                continue
            if status in (200, 204):
                return content
            why = self._meaning(status)
            if status != 429 and status < 500:
                break
        raise self._away(method, path, why)

    def _once(self, method: str, target: str, body: Mapping[str, object] | None) -> tuple[int, bytes]:
        headers, content = self._headers, None
        if body is not None:
            headers = {**headers, "Content-Type": "application/json"}
            content = json.dumps(body).encode()
        response = self._pool.request(
            method, self._base + target, body=content, headers=headers, redirect=False, preload_content=False
        )
        return response.status, _content(response)

    def _meaning(self, status: int) -> str:
        if status in (401, 403):
            return f"status {status}: it refuses the token in {self._variable}"
        if 300 <= status < 400:
            return f"status {status}: it is somewhere else; TWOWAY_CALENDAR_URL must be where it ends up"
        return f"status {status}"

    def _understood(self, method: str, path: str, content: bytes, answer: type[_Answer]) -> _Answer:
        try:
            return answer.model_validate_json(content, strict=True)
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)
            told = [f"{'.'.join(map(str, each['loc'])) or 'the answer'}: {each['msg']}" for each in faults]
            more = f" and {len(told) - _SHOWN_FAULTS} more" if len(told) > _SHOWN_FAULTS else ""
            why = "it does not keep to the protocol: " + "; ".join(told[:_SHOWN_FAULTS]) + more
        raise self._away(method, path, why)

    def _away(self, method: str, path: str, why: str) -> CalendarAway:
        return CalendarAway(f"{method} {path} at {urlsplit(self._base).netloc}: {why}")


def _content(response: BaseHTTPResponse) -> bytes:
    """What a response holds, up to what is more than any answer; its connection is free for the next then."""
    try:
        content = response.read(_MOST_BYTES + 1, decode_content=True)
        if len(content) > _MOST_BYTES:
            response.close()
        return content[:_MOST_BYTES]
    finally:
        response.release_conn()
