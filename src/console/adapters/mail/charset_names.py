"""What a mail's name for a character set means: the names of registries, of old programs, and plain mistakes.

Sources: the IANA registry, the WHATWG Encoding Standard (its western labels are all cp1252), and what mails say.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

_MEANINGS = {
    "cp1252": """
        ansi ansi_x3.4-1968 ansi_x3.4-1986 ansi_x3.110-1983 ascii us-ascii us us_ascii usascii cp367 ibm367 646
        iso-ir-6 iso-ir-100 iso646-us iso_646.irv:1991 iso_646.irv default default_charset iso-8859-1 latin1 latin-1
        latin_1 l1 iso-latin-1 iso_latin-1 iso-8859-1-windows-3.1-latin-1 ibm819 8859-1 user-defined utf-8859-1
        windows-1252http-equivcontent-type western windows-latin-1 windows-latin1 ansi1252 none unknown-8bit-western
        iso8859 iso-8859 iso
    """,
    "utf-8": """
        utf8 utf_8 utf8mb4 utf8mb3 utf-8-mac utf-8mb4 unicode-1-1-utf-8 unicode-2-0-utf-8 unicode-utf-8 unicode20utf8
        unicode11utf8 al32utf8 uft-8 utf utf-08 utf-8859 utf=8 utf–8
    """,
    "utf-7": "utf7 unicode-1-1-utf-7 unicode-2-0-utf-7 unicode11utf7 unicodeutf7",
    "utf-16": "unicode utf16 iso-10646 unicodefffe unicodefeff ucs2 ucs-2",
    "utf-16-be": "iso-10646-ucs-2 utf-16be utf16be ucs-2be",
    "cp949": """
        euc-kr euckr euc_kr ks_c_5601-1987 ks_c_5601-1989 ks_c_5601 ksc_5601 ksc5601 ks-c-5601 ks-c5601 ksc-5601-1987
        ksc5601-1987 korean iso-ir-149 uhc ks_c-5601-1987 iso-2022-kr-8
    """,
    "gb18030": """
        gb2312 gb_2312 gb_2312-80 gb-2312 gb2312-80 gb231280 gbk gbk2312 euc-cn euccn cp936 chinese cn-gb gb18030-2000
        gb iso-ir-58 936 gb-18030
    """,
    "big5hkscs": "big5 big-5 big_5 cn-big5 big5-eten big5-hkscs cp950 950 big5-tw",
    "hz": "hz-gb-2312 hzgb2312 hz-gb2312",
    "iso2022_jp_ext": """
        iso-2022-jp iso2022jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-ms iso-2022-jp-ext jis cp50220
        cp50221 cp50222 iso-2022-jp-2004 iso_2022_jp iso-2022jp
    """,
    "cp932": """
        shift_jis shift-jis shiftjis sjis s-jis sjis-win ms_kanji windows-31j windows31j ms932 cp943 mac-japanese
        shift_jis_ms shift_jisx
    """,
    "euc_jp": """
        eucjp euc-jp eucjp-ms eucpkdfmtjapanese ujis cp51932 cp20932 eucjp-win
        extended_unix_code_packed_format_for_japanese
    """,
    "koi8_r": "koi8-r koi8r koi8 koi cp20866 koi-8 koi8_r",
    "koi8_u": "koi8-u koi8u koi8-ru cp21866 koi8_u",
    "cp1251": "ansi-1251 1251 cyrillic-windows windows-cp1251 win-cyr",
    "iso8859-8": "iso-8859-8-e iso-8859-8-i iso88598e iso88598i logical visual hebrew",
    "cp874": "tis-620 tis620 tis-620-2533 windows-874 dos-874 iso-8859-11 thai",
    "mac_roman": "macintosh mac-roman macroman mac",
    "mac_cyrillic": "mac-cyrillic mac-ukrainian",
    "mac_latin2": "mac-ce mac-centraleurroman mac-latin2",
    "mac_greek": "mac-greek",
    "mac_turkish": "mac-turkish",
}  # fmt: skip
_ALIASES = {name: codec for codec, names in _MEANINGS.items() for name in names.split()}
_NO_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "mbcs", "oem", "undefined"})
_CODE_PAGE = re.compile(r"(?:win(?:dows)?|cp|ms|ibm|dos|microsoft)[-_ ]?(?:cp[-_ ]?)?0*(\d{3,4})\b")
_ISO = re.compile(r"iso?[-_ ]?8859[-_ ]?0*(\d{1,2})(?::\d{4})?\b")


@lru_cache(maxsize=512)
def codec(label: str) -> str | None:
    """Python's name of the character set that a label means; None when it means none that we know."""
    name = label.strip().strip("\"'").lower().split("*")[0]
    name = re.sub(r"^(?:x-)?charset\s*=\s*", "", name).strip("\"' ")
    name = re.split(r"[;,\s]", name)[0].strip("\"'")
    if not name or "\0" in name:
        return None
    for written in (name, re.sub(r"^(?:x-)+", "", name), re.sub(r"^cs", "", name)):
        for meant in (written, _regular(written)):
            found = _known(_ALIASES.get(meant, meant))
            if found:
                return found
    return None


def _regular(name: str) -> str:
    """`windows1251`, `iso8859_2:1987` and their like as they are registered."""
    page, iso = _CODE_PAGE.match(name), _ISO.match(name)
    if page:
        name = f"cp{page[1]}"
    elif iso:
        name = f"iso-8859-{iso[1]}"
    return _ALIASES.get(name, name)


def _known(name: str) -> str | None:
    try:
        found = codecs.lookup(name)
        "".encode(found.name)  # the codecs between bytes and bytes refuse this
    except (LookupError, ValueError, TypeError, UnicodeError):
        return None
    return None if found.name.replace("_", "-") in _NO_CHARSETS else found.name
