"""Whether an error may be gone by itself when the work is tried again.

What a file is like is no error: a description tells of its damage. Errors are those of AWS, of the network, of the
machine, and bugs. The first three pass, mostly; a missing permission or a bug stays until somebody mends it.
"""

from __future__ import annotations

from botocore.exceptions import ClientError, HTTPClientError, IncompleteReadError
from botocore.exceptions import ConnectionError as NotConnected

from gearbox.catalogue.record import Failure

_MOST_REASON = 500  # characters
_SERVER_ERROR = 500

_TRANSIENT_CODES = frozenset(
    {
        "InternalError", "InternalFailure", "InternalServerError", "KMSThrottlingException", "LimitExceededException",
        "OperationAborted", "PriorRequestNotComplete", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
        "RequestThrottled", "RequestTimeout", "RequestTimeoutException", "RequestTimeTooSkewed", "ServiceUnavailable",
        "SlowDown", "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequestsException",
        "TransactionConflictException", "ExpiredToken", "ExpiredTokenException", "RequestExpired",
        # An answer to HEAD has no body to name its reason in: S3 says so of credentials that have run out.
        "400",
    }
)  # fmt: skip


def classify(error: Exception) -> Failure:
    """Say what failed, why, and whether it may pass by itself."""
    kind = type(error).__name__
    if isinstance(error, ClientError):
        kind = str(error.response.get("Error", {}).get("Code", "")) or kind
    return Failure(clean(kind, 80), clean(str(error)) or "no reason was given", _passes(error))


def clean(text: str, most: int = _MOST_REASON) -> str:
    """Make a text of unknown origin fit for a table and a terminal: one line, nothing unprintable, bounded."""
    printable = "".join(character if character.isprintable() else " " for character in text[: 4 * most])
    line = " ".join(printable.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def _passes(error: Exception) -> bool:
    if isinstance(error, ClientError):
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        return error.response.get("Error", {}).get("Code", "") in _TRANSIENT_CODES or status >= _SERVER_ERROR
    if isinstance(error, (NotConnected, HTTPClientError, IncompleteReadError, TimeoutError, MemoryError)):
        return True
    return bool(getattr(error, "transient", isinstance(error, OSError)))
