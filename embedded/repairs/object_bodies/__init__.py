"""Objects of any size pass through in bounded memory, and parts of an old version can be read.

Stock MiniStack holds an object's bytes several times over: an upload is collected and joined, the newest version of a
versioned object stays in memory for as long as the server runs, and every read, of a few bytes too, takes the whole
file first. A read of a range (`Range`) that names a version is answered with all of the object and status 200; S3
answers what was asked for, with 206 and `Content-Range`.

Here a large upload is spooled to disk while it comes (`uploads`), versions are kept on disk only, and reads take from
the file what they answer, large ones as they are sent (`reads`). Not repaired: uploads by form, and the parts of
multipart uploads, which are joined in memory.

Hooks: `ministack.app._read_request_body`; `ministack.services.s3._dispatch`, `._get_object`, `._read_body`,
`._version_body`, `._persist_object`, `.md5_hash`, `._atomic_write`.
Used: `._parse_range`, `._object_disk_path`, `._version_disk_path`, `._object_versions`,
`ministack.app.pin_signed_body`, `._IncompleteRequestBody`, `._RequestBodyDisconnected`,
`ministack.core.responses.StreamingResponse`.
"""

from __future__ import annotations

from embedded.repairs.object_bodies import reads, uploads


def apply() -> None:
    """Puts the hooks named above in place."""
    uploads.apply()
    reads.apply()
