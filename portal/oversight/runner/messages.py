"""The messages of the alarm clock, as huey's queue writes and reads them."""

import json
from typing import Any

from huey.registry import Message
from huey.serializer import Serializer


class JsonMessages(Serializer):  # type: ignore[misc]  # huey is published without types
    """Messages as JSON, so that whoever can write the file cannot run code with it."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(list(data)).encode()

    def _deserialize(self, data: bytes) -> Any:
        return Message(*json.loads(data))
