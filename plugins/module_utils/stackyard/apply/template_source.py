"""How a template reaches CloudFormation: in the request while it is small, through the artifact bucket when not."""

from __future__ import annotations

from ..errors import StackyardError
from ..plan.template import INLINE_LIMIT, Template
from .asking import ask
from .workshop import Workshop


def template_argument(workshop: Workshop, template: Template) -> dict[str, str]:
    """Give the ``TemplateBody`` or ``TemplateURL`` argument; a big template is uploaded under its digest first."""
    if template.inline:
        return {"TemplateBody": template.body}
    if not workshop.bucket:
        raise StackyardError(
            f"a template is over {INLINE_LIMIT:,} bytes, and there is no artifact bucket to hand it over by",
            given=template.path,
            remedy="keep this stack's template below the limit: it is deployed before the artifact bucket",
        )
    key = f"templates/{template.digest}.yaml"
    body = template.body.encode()
    ask(
        workshop,
        lambda: workshop.s3.put_object(Bucket=workshop.bucket, Key=key, Body=body, ContentType="text/yaml"),
    )
    return {"TemplateURL": template_url(workshop, key)}


def template_url(workshop: Workshop, key: str) -> str:
    """URL of an object in the artifact bucket, as CloudFormation wants it; path style on an endpoint of one's own."""
    target = workshop.target
    if target.endpoint_url:
        return f"{target.endpoint_url}/{workshop.bucket}/{key}"
    return f"https://{workshop.bucket}.s3.{target.region}.{target.url_suffix}/{key}"
