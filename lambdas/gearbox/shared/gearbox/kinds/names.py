"""The names of all kinds, for those who tell of files and examine none: so the API takes no examiner along."""

from __future__ import annotations

EXAMINED = ("image", "pdf", "csv", "jsonl", "json", "zip", "tar", "compressed", "text", "audio", "video")
KINDS = (*EXAMINED, "empty", "other")
