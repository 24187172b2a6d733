"""PDF files made by hand, right ones and hostile ones."""

from __future__ import annotations

import zlib


def pdf(pages: int = 1, title: str = "Report", trailer: str = "") -> bytes:
    kids = " ".join(f"{number} 0 R" for number in range(4, 4 + pages))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>"]
    objects.append(f"<< /Title ({title}) /Producer (hand) /CreationDate (D:20240102030405Z) >>")
    objects += ["<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>"] * pages
    return pdf_of([item.encode("latin-1") for item in objects], trailer)


def pdf_of(objects: list[bytes], trailer: str = "", size: int | None = None) -> bytes:
    text, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(text))
        text += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    start = len(text)
    count = len(objects) + 1 if size is None else size
    text += b"xref\n0 %d\n0000000000 65535 f \n" % count
    text += b"".join(b"%010d 00000 n \n" % place for place in places)
    text += b"trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R %s >>\n" % (count, trailer.encode())
    return text + b"startxref\n%d\n%%%%EOF\n" % start


def encrypted_pdf() -> bytes:
    secret = "00" * 32
    return pdf(
        2,
        trailer=f"/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <{secret}> /U <{secret}> >> "
        "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
    )


def looping_pages() -> bytes:
    """A page tree that is its own child, and counts nothing."""
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] >>", b"<< /Title (loop) >>"])


def looping_reference() -> bytes:
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"4 0 R", b"<< /Title (loop) >>", b"2 0 R"])


def claiming_pages() -> bytes:
    pages = b"<< /Type /Pages /Kids [] /Count 999999999999 >>"
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", pages, b"<< /Title (many) >>"])


def huge_xref() -> bytes:
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 >>"], size=9_999_999_999)


def looping_tables() -> bytes:
    """Tables of objects, each of which names the other as the one before."""
    text = b"%PDF-1.7\n"
    first = len(text)
    second = first + 200
    for place, other in ((first, second), (second, first)):
        text = text.ljust(place) + b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Prev %d >>\n" % other
    return text + b"startxref\n%d\n%%%%EOF\n" % second


def object_stream_bomb(unpacked: int) -> bytes:
    """The catalogue lies in a stream of objects that unpacks to ``unpacked`` bytes."""
    packed = zlib.compress(bytes(unpacked), 9)
    text = b"%PDF-1.7\n"
    stream = len(text)
    text += b"5 0 obj\n<< /Type /ObjStm /N 1 /First 8 /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed)
    text += packed + b"\nendstream\nendobj\n"
    start = len(text)
    rows = b"\x02\x00\x00\x05\x00" + b"\x01" + stream.to_bytes(3, "big") + b"\x00"
    text += b"6 0 obj\n<< /Type /XRef /Size 7 /W [1 3 1] /Index [1 1 5 1] /Root 1 0 R /Length %d >>\n" % len(rows)
    return text + b"stream\n" + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
