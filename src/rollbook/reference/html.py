"""The shell of a page of HTML: one file, no scripts, nothing from elsewhere, light and dark."""

import html
from base64 import b64encode
from hashlib import sha256

STYLE = """
:root { color-scheme: light dark; --paper: light-dark(#fdfcf8, #15171a); --sheet: light-dark(#fff, #1b1e22);
  --ink: light-dark(#1d2126, #e8e6e0); --quiet: light-dark(#5a626c, #a3a8ae); --rule: light-dark(#dcd8cc, #33383f);
  --strong: light-dark(#1d2126, #c9c5ba); --accent: light-dark(#1f4f8a, #8ab8f0);
  --margin: light-dark(#c8484a, #e07f7c); --pick: light-dark(#eef3fa, #1f2a38); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/1.45 ui-sans-serif, system-ui, sans-serif; }
main { max-width: 74rem; margin: 0 auto; min-height: 100vh; padding: 24px 32px 64px; background: var(--sheet);
  border-left: 1px solid var(--margin); }
h1 { font: 600 22px/1.2 Georgia, "Times New Roman", serif; margin: 0 0 8px; }
h2 { font: 600 16px/1.3 Georgia, "Times New Roman", serif; margin: 32px 0 4px; }
h3 { font-size: 13px; margin: 16px 0 4px; }
p { margin: 0 0 8px; max-width: 75ch; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.quiet { color: var(--quiet); }
code, pre, .name, .verb { font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
pre { margin: 0; padding: 8px 12px; border: 1px solid var(--rule); background: var(--paper); overflow-x: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 4px 12px 4px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
th { font-weight: 600; border-bottom: 1.5px solid var(--strong); white-space: nowrap; }
details { border-bottom: 1px solid var(--rule); }
summary { display: flex; flex-wrap: wrap; gap: 2px 16px; padding: 6px 4px; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary:hover, details[open] > summary { background: var(--pick); }
.verb { flex: 0 0 6.5em; color: var(--quiet); }
.name { flex: 0 0 17em; font-weight: 600; }
summary .quiet { flex: 1 1 22em; }
details > div { padding: 4px 4px 24px; }
@media (max-width: 45rem) { main { padding: 16px; } .name { flex-basis: auto; } }
"""
DIGEST = b64encode(sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{DIGEST}'; base-uri 'none'; form-action 'none'"


def escaped(text: str) -> str:
    """Return a text as HTML shows it."""
    return html.escape(text)


def html_page(title: str, body: str) -> str:
    """Return a page; its body is HTML."""
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{escaped(title)}</title>"
        f"<meta name=viewport content='width=device-width, initial-scale=1'><style>{STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )
