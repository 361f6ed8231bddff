"""Pages for people, with what each of them may load and nothing else."""

from __future__ import annotations

import base64
import hashlib
from html import escape

from starlette.responses import HTMLResponse

_STYLE = "body{font-family:sans-serif;max-width:40em;margin:2em}"
#: What the documentation is allowed: its own scripts and styles, the pictures that its style sheet holds, calls to this service.
_DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
#: Starts what shows the OpenAPI text; a file of its own, for the page may have no script inside.
DOCS_SCRIPT = """\
SwaggerUIBundle({
  url: document.querySelector("#swagger-ui").dataset.url,
  dom_id: "#swagger-ui",
  layout: "BaseLayout",
  deepLinking: true,
  showExtensions: true,
  showCommonExtensions: true,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset],
});
"""


def text_page(title: str, body: str) -> HTMLResponse:
    """Return a page of text; `body` is HTML, whatever is not ours in it is escaped already."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
        f"<body><h1>{escape(title)}</h1>{body}</body></html>",
        headers={"Content-Security-Policy": policy},
    )


def docs_page(title: str, root: str) -> HTMLResponse:
    """Return the page that shows the OpenAPI text; `root` is the path below which the service is reached, often empty."""
    below = f"{escape(root)}/docs"
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="{below}/fastapi/favicon.png">'
        f'<link rel="stylesheet" href="{below}/swagger-ui.css"><body><div id="swagger-ui" data-url="{escape(root)}/openapi.json"></div>'
        f'<script src="{below}/swagger-ui-bundle.js"></script><script src="{below}/start.js"></script></body></html>',
        headers={"Content-Security-Policy": _DOCS_POLICY},
    )
