"""ZIP archives: read by their directory, which says what unpacking would do; archives within are looked into as well.

Nothing is unpacked but small archives inside this one, in memory and within limits: layers hide what a bomb holds.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any, BinaryIO

from gearbox.description import MIB, FaultCode
from gearbox.kinds.compressed import check_unpacked
from gearbox.kinds.entries import Entries
from gearbox.ranged import RangedFile
from gearbox.room.job import Damage, Job

_SUFFIXES = (".zip", ".jar", ".war", ".ear", ".whl", ".docx", ".xlsx", ".pptx", ".apk")
_LARGEST_INNER = 4 * MIB
_MOST_INNER = 200  # archives looked into, all layers together
_DEFLATE_LIMIT = 1040  # times: more than 1032 to 1 deflate cannot pack
_ENTRY_HEADER = 30
_ENCRYPTED = 1
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, EOFError)


def examine(file: RangedFile, job: Job, found: dict[str, Any]) -> None:
    """Read the directory, and those of archives within."""
    archive = _opened(file, job)
    entries = Entries(found)
    infos = archive.infolist()
    for info in infos:
        entries.add(info.filename, info.file_size)
    found["encrypted"] = any(info.flag_bits & _ENCRYPTED for info in infos)
    _check(infos, job.size, job)
    _Layers(job, found).look_into(archive, 1)


def _opened(file: Any, job: Job) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        cut = "not a zip file" in str(error)  # what zipfile says where no directory is at the end
        code = FaultCode.TRUNCATED if cut else FaultCode.DAMAGED
        raise Damage(code, "its directory is missing" if cut else f"its directory is damaged: {error}") from None
    except (NotImplementedError, ValueError, OverflowError, OSError) as error:
        raise Damage(FaultCode.DAMAGED, f"its directory of {job.size} bytes is damaged: {error}") from None


def _check(infos: list[zipfile.ZipInfo], packed_bytes: int, job: Job) -> None:
    for info in infos:
        if info.header_offset < 0 or info.header_offset + _ENTRY_HEADER + info.compress_size > packed_bytes:
            raise Damage(FaultCode.TRUNCATED, "its directory names data that are not there")
        if info.compress_type == zipfile.ZIP_DEFLATED and info.file_size > max(1, info.compress_size) * _DEFLATE_LIMIT:
            raise Damage(FaultCode.DAMAGED, "an entry claims more than can be packed into it")
    if sum(info.compress_size for info in infos) > packed_bytes:
        raise Damage(FaultCode.BOMB, "its entries share their packed bytes")
    check_unpacked(sum(info.file_size for info in infos), packed_bytes, job.rules)


class _Layers:
    """Archives within archives, each content looked into once: a bomb's layers hold the same one many times."""

    def __init__(self, job: Job, found: dict[str, Any]) -> None:
        self._job, self._found = job, found
        self._seen: set[tuple[int, int]] = set()

    def look_into(self, archive: zipfile.ZipFile, layer: int) -> None:
        for info in archive.infolist():
            if not info.filename.lower().endswith(_SUFFIXES) or info.flag_bits & _ENCRYPTED:
                continue
            if (info.CRC, info.file_size) in self._seen or info.file_size > _LARGEST_INNER:
                continue
            if layer >= self._job.rules.nested_archives:
                raise Damage(FaultCode.BOMB, f"archives lie in it more than {layer} layers deep")
            if len(self._seen) == _MOST_INNER:
                return
            self._seen.add((info.CRC, info.file_size))
            self._inner(archive, info, layer + 1)

    def _inner(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, layer: int) -> None:
        try:
            inner = zipfile.ZipFile(_unpacked(archive, info))
            infos = inner.infolist()
        except _BROKEN:
            return  # what is wrong with an entry does not make the whole unreadable
        self._found["layers"] = max(layer, self._found.get("layers", 1))
        total = sum(one.file_size for one in infos)
        if total > self._job.rules.unpacked_bytes:
            raise Damage(FaultCode.BOMB, "an archive in it unpacks beyond all measure")
        check_unpacked(total, max(self._job.size, info.file_size), self._job.rules)
        self.look_into(inner, layer)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> BinaryIO:
    with archive.open(info) as file:
        return io.BytesIO(file.read(_LARGEST_INNER))
