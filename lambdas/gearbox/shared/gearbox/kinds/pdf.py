"""PDF files: pages, title, whether they are encrypted. No page is read."""

from __future__ import annotations

import logging
from typing import Any, cast

from pypdf import PdfReader, overwrite_configuration
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import IndirectObject

from gearbox.description import MIB, FaultCode
from gearbox.ranged import RangedFile
from gearbox.room.job import Damage, Job

_TAIL = 2048
_LEAST_PAGE = 8  # bytes: no page is smaller, however well it is packed
_DEEPEST = 50
_INFOS = {"title": "/Title", "author": "/Author", "producer": "/Producer", "created": "/CreationDate"}

# Of all that is packed in a PDF only its tables and catalogues are unpacked, and those are small.
overwrite_configuration(
    zlib_maximum_output_length=24 * MIB,
    maximum_declared_stream_length=24 * MIB,
    zlib_maximum_recovery_input_length=64 * 1024,  # damaged streams are tried byte by byte
)

logging.getLogger("pypdf").disabled = True


def examine(file: RangedFile, job: Job, found: dict[str, Any]) -> None:
    """Read what the trailer leads to."""
    found["version"] = _version(file)
    _check_end(file, job)
    try:
        reader = PdfReader(cast("Any", file))
        found["encrypted"] = reader.is_encrypted
        if reader.is_encrypted and not _unlocked(reader):
            return
        found["pages"] = _pages(reader, job)
        found.update(_infos(reader))
    except (Damage, RecursionError, MemoryError):
        raise
    except LimitReachedError as error:
        raise Damage(FaultCode.BOMB, f"it asks for more than its reader gives: {error}") from None
    except PyPdfError as error:
        raise Damage(FaultCode.DAMAGED, f"it contradicts itself: {error}") from None
    except Exception as error:  # noqa: BLE001  # not all that a damaged file makes pypdf raise is its own
        raise Damage(FaultCode.DAMAGED, f"its objects do not fit together ({type(error).__name__})") from None


def _version(file: RangedFile) -> str:
    head = file.read(1024)
    start = head.find(b"%PDF-") + 5
    return head[start : start + 3].decode("ascii", "replace")


def _check_end(file: RangedFile, job: Job) -> None:
    file.seek(max(0, job.size - _TAIL))
    if b"startxref" not in file.read(_TAIL):
        raise Damage(FaultCode.TRUNCATED, "its table of objects is missing")


def _unlocked(reader: PdfReader) -> bool:
    """Try the empty password, by which files are encrypted that everybody may read."""
    try:
        return bool(reader.decrypt(""))
    except Exception:  # noqa: BLE001  # a cipher that is not there, or nonsense: it stays encrypted
        return False


def _pages(reader: PdfReader, job: Job) -> int:
    """Take the number that the tree of pages tells: to walk through it would read all of a large file."""
    tree = cast("Any", reader.root_object)["/Pages"]
    count = int(_resolved(_resolved(tree)["/Count"]))
    if not 0 <= count <= job.size // _LEAST_PAGE:
        raise Damage(FaultCode.DAMAGED, f"it claims to have {str(count)[:20]} pages")
    return count


def _resolved(value: Any) -> Any:
    for _ in range(_DEEPEST):
        if not isinstance(value, IndirectObject):
            return value
        value = value.get_object()
    raise Damage(FaultCode.DAMAGED, "its objects refer to each other in a circle")


def _infos(reader: PdfReader) -> dict[str, Any]:
    try:
        infos = cast("Any", reader.metadata) or {}
        texts = {name: str(_resolved(infos.get(key)) or "") for name, key in _INFOS.items()}
    except (Damage, RecursionError, MemoryError):
        raise
    except Exception:  # noqa: BLE001  # a damaged title takes nothing from the pages
        return {}
    return {name: text for name, text in texts.items() if text}
