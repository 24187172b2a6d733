"""What may be written down about an exception that nobody foresaw.

Messages quote what was worked on: keys, addresses, whole documents. Logs are read by more people than data are, so an
exception is told by its type and by the lines it came through.
"""

from __future__ import annotations

import traceback
from typing import Any

from botocore.exceptions import ClientError

_MOST_FRAMES = 6


def without_message(error: BaseException) -> dict[str, Any]:
    """Describe an exception without its message: type, AWS error code, and the lines it came through.

    ``errorType`` is a field that the runtime keeps for itself: a record may not set it.
    """
    frames = traceback.extract_tb(error.__traceback__)[-_MOST_FRAMES:]
    described: dict[str, Any] = {
        "exceptionType": type(error).__name__,
        "frames": [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames],
    }
    if isinstance(error, ClientError):
        described |= {"awsOperation": error.operation_name, "awsCode": error.response.get("Error", {}).get("Code")}
    return described
