"""Sound and film, a few frames of each."""

from __future__ import annotations

import io
import struct
import wave


def wav(seconds: int, rate: int = 8000) -> bytes:
    target = io.BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        sound.writeframes(bytes([128]) * seconds * rate)
    return target.getvalue()


def mp3(frames: int, title: str = "Song") -> bytes:
    text = b"\0" + title.encode("latin-1")
    tag = b"TIT2" + struct.pack(">IH", len(text), 0) + text
    head = b"ID3\x03\0\0" + bytes((0, 0, len(tag) >> 7, len(tag) & 0x7F)) + tag
    return head + (b"\xff\xfb\x90\x64" + bytes(413)) * frames  # 128 kbit/s, 44,100 Hz


def slow_mp3(frames: int) -> bytes:
    """Frames without a tag before them, in the rates that old recordings of speech have, with their checksums."""
    return (b"\xff\xe2\x80\xc0" + bytes(413 + 4)) * frames


def caf() -> bytes:
    described = struct.pack(">d4sIIIII", 8000.0, b"lpcm", 0, 1, 1, 1, 8)
    chunks = b"desc" + struct.pack(">q", len(described)) + described + b"data" + struct.pack(">qI", 104, 0) + bytes(100)
    return b"caff\0\1\0\0" + chunks


def flac(seconds: int, rate: int = 44_100) -> bytes:
    packed = rate << 44 | 1 << 41 | 15 << 36 | rate * seconds
    info = struct.pack(">HH", 4096, 4096) + bytes(6) + packed.to_bytes(8, "big") + bytes(16)
    return b"fLaC" + b"\x80" + len(info).to_bytes(3, "big") + info + bytes(64)


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def mp4(seconds: int) -> bytes:
    header = bytes(12) + struct.pack(">II", 1000, seconds * 1000) + bytes(80)
    return box(b"ftyp", b"isom\0\0\2\0isomiso2") + box(b"moov", box(b"mvhd", header)) + box(b"mdat", bytes(500))


def webm() -> bytes:
    return b"\x1aE\xdf\xa3\x9f\x42\x86\x81\1\x42\xf7\x81\1\x42\x82\x84webm" + bytes(200)
