"""The keymap of a site: which keys an action hears, checked so that no key is taken away unseen."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from console.i18n import _
from console.settings.document import ListNode, MapNode, Node, Pair, TextNode
from console.settings.problems import did_you_mean, shown
from console.settings.reader import Report

_SIGNS = {
    "/": "slash", "?": "question_mark", ":": "colon", ";": "semicolon", ",": "comma", ".": "full_stop", "-": "minus",
    "+": "plus", "=": "equals_sign", "*": "asterisk", "_": "underscore", "!": "exclamation_mark", "'": "apostrophe",
    '"': "quotation_mark", "%": "percent_sign", "&": "ampersand", "(": "left_parenthesis", ")": "right_parenthesis",
    "<": "less_than_sign", ">": "greater_than_sign", "$": "dollar_sign",
}  # fmt: skip
_ALT_GR = {
    "@": "at", "#": "number_sign", "[": "left_square_bracket", "]": "right_square_bracket", "{": "left_curly_bracket",
    "}": "right_curly_bracket", "\\": "backslash", "|": "vertical_line", "~": "tilde", "^": "circumflex_accent",
    "`": "grave_accent", "€": "euro_sign", "¦": "broken_bar", "¬": "not_sign", "´": "acute_accent",
}  # fmt: skip
"""Signs that a Swiss keyboard gives only with AltGr or as a dead key."""
_MOVES = ("enter", "escape", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown",
          "up", "down", "left", "right")  # fmt: skip
ALT_GR = frozenset(_ALT_GR.values())
NAMED_KEYS = frozenset((*_MOVES, *_SIGNS.values()))
_FUNCTION = re.compile(r"f([1-9]|1[0-9]|2[0-4])")
MODIFIERS = ("ctrl", "shift", "alt")


def read_keymap(root: Node | None, report: Report, known_actions: Collection[str] | None) -> Mapping[str, str]:
    """Action id to comma-separated keys. `known_actions` None: any id is accepted (the caller has no screens)."""
    if root is None or (isinstance(root, TextNode) and root.is_null):
        return {}
    if not isinstance(root, MapNode):
        report.error(root.place, "", _("Qui ci vogliono righe «azione: [tasti]»."))
        return {}
    keymap: dict[str, str] = {}
    owner: dict[str, Pair] = {}
    for pair in root.pairs:
        if known_actions is not None and pair.key not in known_actions:
            hint = did_you_mean(pair.key, known_actions)
            report.error(pair.place, shown(pair.key), _("Azione sconosciuta."), hint)
            continue
        keys = [key for node in _items(pair.value) if (key := _key(node, pair, report, owner))]
        if keys:
            keymap[pair.key] = ",".join(keys)
        if keys and all("ctrl+" in key for key in keys):
            message = _("Solo tasti con Ctrl: certi terminali se li tengono. Aggiungerne uno senza.")
            report.warning(pair.place, shown(pair.key), message)
    return keymap


def _items(value: Node) -> tuple[Node, ...]:
    return value.items if isinstance(value, ListNode) else (value,)


def _key(node: Node, pair: Pair, report: Report, owner: dict[str, Pair]) -> str:
    """The key in the screens' spelling, or empty with a problem noted."""
    path = shown(pair.key)
    if not isinstance(node, TextNode) or not node.text.strip():
        report.error(node.place, path, _("Qui ci vuole un tasto, per esempio f5 o n."))
        return ""
    key = normal_key(node.text.strip())
    if not key:
        message = _("Tasto sconosciuto: «{key}».").format(key=shown(node.text))
        report.error(node.place, path, message, did_you_mean(node.text.strip(), [*NAMED_KEYS, "f1", "f10", "ctrl+a"]))
        return ""
    if key.rpartition("+")[2] in ALT_GR:
        message = _("«{key}» vuole AltGr sulla tastiera svizzera: scegliere un altro tasto.")
        report.error(node.place, path, message.format(key=shown(node.text)))
        return ""
    first = owner.setdefault(key, pair)
    if first is not pair:
        message = _("Il tasto «{key}» è già di «{other}» (riga {line}).")
        text = message.format(key=key, other=shown(first.key), line=first.place.line)
        report.error(node.place, path, text)
        return ""
    return key


def normal_key(text: str) -> str:
    """A key as the screens spell it (`ctrl+f5`, `question_mark`), or empty when there is no such key."""
    *modifiers, base = (f"{text[:-1]}plus" if text.endswith("+") else text).split("+")
    if any(modifier.lower() not in MODIFIERS for modifier in modifiers):
        return ""
    base = _SIGNS.get(base) or _ALT_GR.get(base) or (base if len(base) == 1 else base.lower())
    known = base in NAMED_KEYS or base in ALT_GR or bool(_FUNCTION.fullmatch(base))
    if not known and not (len(base) == 1 and base.isalnum()):
        return ""
    return "+".join((*(modifier.lower() for modifier in modifiers), base))
