"""Entry point of ``POST /v1/files``; the logic is ``gearbox.api.upload_file``."""

from __future__ import annotations

import os
from typing import Any

import boto3
from botocore.config import Config
from gearbox.api.problems import respond
from gearbox.api.upload_file import Uploads
from lambda_kit.clients import CONFIG
from lambda_kit.settings import Environment

# Forms name the bucket's own host: S3 redirects those that name its global one for as long as a bucket is new.
_FORMS = CONFIG.merge(Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))
_LARGEST_FORM = 5 * 1024**3  # bytes; of S3

# Made once per execution environment: a missing setting fails the start by name, and connections are kept.
ENVIRONMENT = Environment(os.environ)
UPLOADS = Uploads(
    s3=boto3.client("s3", config=_FORMS),
    bucket=ENVIRONMENT.text("INBOX_BUCKET"),
    largest=min(ENVIRONMENT.number("MAX_FILE_BYTES", 1, 5 * 1024**4), _LARGEST_FORM),
    seconds=ENVIRONMENT.number("UPLOAD_SECONDS", 1, 3600),
)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a proxy event of API Gateway."""
    return respond(event, UPLOADS.answer)
