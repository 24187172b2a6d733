"""Who may talk to the embedded AWS: programs of this machine, and pages of this machine to deployed applications.

It has no secrets to check, and a browser lets any web page send requests to 127.0.0.1. What tells such a request from
a program's are headers that a page cannot forge: `Origin`, `Sec-Fetch-Site`, and, when the page's own name has been
pointed at 127.0.0.1 (DNS rebinding), `Host`.

A page of another port of this machine is another origin, too: it may use what is deployed (APIs, presigned URLs), as
the front end under development does, but never AWS's own calls or the control endpoints.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
# Nobody but AWS can point a name in these domains at this machine.
# stackyard: E9102 because they are those of all partitions
_AWS_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".on.aws", ".cloudfront.net")
# Where deployed applications answer: these send CORS headers of their own making.
_APPLICATION_PATHS = ("/_aws/", "/restapis/")
_APPLICATION_HOSTS = (".execute-api.", ".lambda-url.", ".cloudfront.")
_OTHER_SITES = frozenset({"cross-site", "same-site"})


def refusal(headers: Mapping[str, str], path: str, query: str = "") -> str | None:
    """Why a request is refused; None when it is welcome. Header names in lower case."""
    host, origin = headers.get("host", ""), headers.get("origin")
    if host and not _is_ours(_hostname(f"//{host}")):
        return _told("addressed to a foreign host name", f"Host: {host}", "call it as 127.0.0.1 or localhost")
    for_pages = is_application(headers, path) or _is_presigned(query)
    if origin is not None:
        return _refusal_of_page(origin, host, for_pages)
    site = headers.get("sec-fetch-site")  # of images, scripts and forms, which may carry no Origin
    if site in _OTHER_SITES and not (site == "same-site" and for_pages) and not _is_visit(headers, path):
        return _told("sent by a foreign web page", f"Sec-Fetch-Site: {site}", "open the address yourself")
    return None


def _refusal_of_page(origin: str, host: str, for_pages: bool) -> str | None:
    if not is_local(origin):
        return _told("sent by a foreign web page", f"Origin: {origin}", "serve the page from 127.0.0.1 or localhost")
    if for_pages or urlsplit(origin).netloc == host:
        return None
    remedy = "call deployed APIs or presigned URLs from pages, and AWS from programs"
    return _told("sent by a web page of another port", f"Origin: {origin}", remedy)


def is_local(origin: str) -> bool:
    """Whether an `Origin` is a web page that this machine serves."""
    name = _hostname(origin)
    return name in _LOCAL_NAMES or name.endswith(".localhost")


def is_application(headers: Mapping[str, str], path: str) -> bool:
    """Whether a request goes to a deployed application rather than to AWS itself."""
    host = headers.get("host", "").lower()
    return path.startswith(_APPLICATION_PATHS) or any(part in host for part in _APPLICATION_HOSTS)


def _is_ours(name: str) -> bool:
    return name in _LOCAL_NAMES or name.endswith((".localhost", *_AWS_DOMAINS))


def _is_presigned(query: str) -> bool:
    return "X-Amz-Signature" in parse_qs(query)


def _is_visit(headers: Mapping[str, str], path: str) -> bool:
    """Somebody follows a link to an application: a page can cause that, but neither sees the answer nor calls AWS."""
    return headers.get("sec-fetch-mode") == "navigate" and is_application(headers, path)


def _hostname(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _told(problem: str, given: str, remedy: str) -> str:
    return f"The embedded AWS refuses this request because it was {problem}; given: {given}. Instead, {remedy}."
