"""HTML as text with its layout: cleaned by nh3, laid out by inscriptis, with selectolax where that fails.

Nothing remote is ever fetched. The result is not clean: numeric entities may have become control characters.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

LONGEST_HTML = 2_000_000
MOST_TAGS = 15_000
"""Beyond this the layout engine takes seconds; such a mail is read plainly."""
_DEEPEST = 120
_DROPPED_WITH_CONTENT = {"script", "style", "title", "template", "svg", "object", "math"}
_TAGS = {
    "a", "abbr", "address", "article", "aside", "b", "bdi", "blockquote", "br", "caption", "center", "cite", "code",
    "dd", "del", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "i", "ins", "kbd", "li", "main", "nav", "ol", "p", "pre", "q", "s", "samp", "section", "small",
    "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "*": {"style"}}
_LINK = re.compile(r'<a(?: style="[^"]*")?(?: href="([^"]*)")?(?: style="[^"]*")?>(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_BLOCK_END = re.compile(
    r"<(?:br|hr|/p|/div|/tr|/li|/h[1-6]|/table|/blockquote|/pre|/dt|/dd|p|div|tr|li|h[1-6]|table|blockquote)\b",
    re.IGNORECASE,
)
_CELL_END = re.compile(r"</t[dh]\b", re.IGNORECASE)
_CLOSED = re.compile(r"<(script|style|head|title|template|svg)\b", re.IGNORECASE)
_PICTURE = re.compile(r"<img\b[^<>]{0,4000}>", re.IGNORECASE)
_PICTURE_SAYS = re.compile(r"\b(alt|src)\s*=\s*(?:\"([^\"]{0,2000})\"|'([^']{0,2000})')", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://|www\.)?((?:[\w-]+\.)+[a-z]{2,24})(?![\w@.-])", re.IGNORECASE)
_OUTLOOK_RULE = re.compile(r"<!\[[^<>]{0,200}\]>")


def html_to_text(source: str, *, plainly: bool = False) -> tuple[str, frozenset[str]]:
    """Text and flags: `links` when a link shows one address and leads to another, `truncated` beyond 2 MB.

    `plainly`: without layout and link targets, for what would take too long.
    """
    flags = {"truncated"} if len(source) > LONGEST_HTML else set[str]()
    source = _OUTLOOK_RULE.sub("", source[:LONGEST_HTML].replace("\x00", ""))
    if plainly or source.count("<") > MOST_TAGS or _depth(source) > _DEEPEST:
        return _plainly(source), frozenset(flags)
    safe = _safe(source)
    shown = _LINK.sub(lambda link: _with_target(link, flags), safe)
    laid_out = _laid_out(shown)
    simple = _plain_words(safe)
    if len(laid_out.split()) * 2 < len(simple.split()):
        return simple, frozenset(flags)
    return laid_out if laid_out.strip() else _pictures(source, flags), frozenset(flags)


def _pictures(source: str, flags: set[str]) -> str:
    """A page of pictures alone: what they are called, and where they lead."""
    named = _PICTURE.sub(lambda found: html.escape(_picture_name(found[0])), source)
    return _laid_out(_LINK.sub(lambda link: _with_target(link, flags), _safe(named))) if named != source else ""


def _picture_name(tag: str) -> str:
    said = {name.lower(): html.unescape(double or single) for name, double, single in _PICTURE_SAYS.findall(tag)}
    name = said.get("alt", "").strip() or re.split(r"[/\\:]", said.get("src", "").partition("?")[0])[-1]
    return f" [{name.strip()[:100]}] " if name.strip() else ""


def _depth(source: str) -> int:
    """How deep tags may nest: opened and not closed ones at most (a cheap upper bound for div, span and table)."""
    deepest = depth = 0
    for found in re.finditer(r"<(/?)(?:div|span|table|blockquote|font|b|i|ul|ol|section|center)\b", source, re.I):
        depth += -1 if found[1] else 1
        depth = max(depth, 0)
        deepest = max(deepest, depth)
    return deepest


def _safe(source: str) -> str:
    import nh3

    return nh3.clean(
        source, tags=_TAGS, clean_content_tags=_DROPPED_WITH_CONTENT, attributes=_ATTRIBUTES,
        filter_style_properties={"display"}, link_rel=None, url_schemes={"http", "https", "mailto", "tel"},
    )  # fmt: skip


def _laid_out(safe: str) -> str:
    try:
        from inscriptis import get_text
        from inscriptis.model.config import ParserConfig

        return str(get_text(safe, ParserConfig(display_links=False, display_images=False)))
    except Exception:  # a layout engine on foreign input may fail in any way; the words are read plainly then
        return ""


def _plain_words(safe: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    spaced = _CELL_END.sub(lambda end: "  " + end[0], _BLOCK_END.sub(lambda end: "\n" + end[0], safe))
    try:
        body = LexborHTMLParser(spaced).body
        return body.text() if body is not None else ""
    except Exception:  # as above
        return html.unescape(_TAG.sub(" ", spaced))


def _plainly(source: str) -> str:
    """Hostile or gigantic HTML without any tree: linear in its length."""
    pieces, at, lower = [], 0, source.lower()
    while found := _CLOSED.search(source, at):
        pieces.append(source[at : found.start()])
        end = lower.find(f"</{found[1].lower()}", found.end())
        if end < 0:
            at = found.end() if found[1].lower() == "head" else len(source)
            continue
        at = end
    pieces.append(source[at:])
    text = re.sub(r"\s+", " ", "".join(pieces))
    text = _CELL_END.sub(lambda end: "  " + end[0], _BLOCK_END.sub(lambda end: "\n" + end[0], text))
    return html.unescape(_TAG.sub("", text))


def _with_target(link: re.Match[str], flags: set[str]) -> str:
    """A link with where it leads, unless its words say so already."""
    target, label = html.unescape(link[1] or ""), html.unescape(_TAG.sub("", link[2])).strip()
    if not target or not label:
        return link[2]
    where, host = _where(target)
    if not where or where.lower() in label.lower() or (host and host in label.lower()):
        return link[2]
    named = _HOST.fullmatch(label) if " " not in label else None
    if host and named and not _same_site(named[1].lower(), host):
        flags.add("links")
    return f"{link[2]} &lt;{html.escape(where)}&gt;"


def _where(target: str) -> tuple[str, str]:
    """What to show of a target, and its host: `example.ch/…`, an address, or a number."""
    if target.lower().startswith(("mailto:", "tel:")):
        return target.partition(":")[2].partition("?")[0][:200], ""
    try:
        parts = urlsplit(target)
        host = (parts.hostname or "").lower()
    except ValueError:
        return "", ""
    longer = parts.path.strip("/") or parts.query
    return (f"{host}/…" if longer else host)[:200] if host else "", host


def _same_site(one: str, other: str) -> bool:
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    return one == other or one.endswith("." + other) or other.endswith("." + one)
