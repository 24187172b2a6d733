"""The boxes of ISO media files (MP4, QuickTime, HEIC): whether the outermost ones are all there."""

from __future__ import annotations

from gearbox.description import FaultCode
from gearbox.ranged import RangedFile
from gearbox.room.job import Damage, Job

_LEAST = 8
_MOST = 10_000


def check_boxes(file: RangedFile, job: Job) -> None:
    """Raise ``Damage`` when a box reaches beyond the file."""
    place = 0
    for _ in range(_MOST):
        if place == job.size:
            return
        file.seek(place)
        head = file.read(16)
        size = int.from_bytes(head[:4], "big")
        if size == 1:  # the real one stands behind the name
            size = int.from_bytes(head[8:16], "big")
        if size == 0:  # up to the end
            return
        if len(head) < _LEAST or place + size > job.size:
            raise Damage(FaultCode.TRUNCATED, f"its part at byte {place} is cut off")
        if size < _LEAST:
            raise Damage(FaultCode.DAMAGED, f"its part at byte {place} is smaller than its own header")
        place += size
    raise Damage(FaultCode.DAMAGED, f"it has more than {_MOST} parts")
