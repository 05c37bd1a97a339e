"""A sign → the sign that is painted for it where text runs leftward, and the bracket that closes it.

Pairs are those of Unicode's BidiMirroring.txt; brackets are the pairs among them that open and close (UAX 9, BD14).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_PAIRS = (
    "() <> [] {} «» ༺༻ ༼༽ ᚛᚜ ‹› ⁅⁆ ⁽⁾ ₍₎ ∈∋ ∉∌ ∊∍ ∕⧵ ∼∽ ≃⋍ ≒≓ ≔≕ ≤≥ ≦≧ ≨≩ ≪≫ "
    "≮≯ ≰≱ ≲≳ ≴≵ ≶≷ ≸≹ ≺≻ ≼≽ ≾≿ ⊀⊁ ⊂⊃ ⊄⊅ ⊆⊇ ⊈⊉ ⊊⊋ ⊏⊐ ⊑⊒ ⊘⦸ ⊢⊣ ⊦⫞ ⊨⫤ ⊩⫣ ⊫⫥ ⊰⊱ "
    "⊲⊳ ⊴⊵ ⊶⊷ ⋉⋊ ⋋⋌ ⋐⋑ ⋖⋗ ⋘⋙ ⋚⋛ ⋜⋝ ⋞⋟ ⋠⋡ ⋢⋣ ⋤⋥ ⋦⋧ ⋨⋩ ⋪⋫ ⋬⋭ ⋰⋱ ⋲⋺ ⋳⋻ ⋴⋼ ⋶⋽ ⋷⋾ "
    "⌈⌉ ⌊⌋ 〈〉 ❨❩ ❪❫ ❬❭ ❮❯ ❰❱ ❲❳ ❴❵ ⟃⟄ ⟅⟆ ⟈⟉ ⟋⟍ ⟕⟖ ⟝⟞ ⟢⟣ ⟤⟥ ⟦⟧ ⟨⟩ ⟪⟫ ⟬⟭ ⟮⟯ ⦃⦄ "
    "⦅⦆ ⦇⦈ ⦉⦊ ⦋⦌ ⦍⦐ ⦎⦏ ⦑⦒ ⦓⦔ ⦕⦖ ⦗⦘ ⧀⧁ ⧄⧅ ⧏⧐ ⧑⧒ ⧔⧕ ⧘⧙ ⧚⧛ ⧸⧹ ⧼⧽ ⨫⨬ ⨭⨮ ⨴⨵ ⨼⨽ ⩤⩥ "
    "⩹⩺ ⩽⩾ ⩿⪀ ⪁⪂ ⪃⪄ ⪋⪌ ⪑⪒ ⪓⪔ ⪕⪖ ⪗⪘ ⪙⪚ ⪛⪜ ⪡⪢ ⪦⪧ ⪨⪩ ⪪⪫ ⪬⪭ ⪯⪰ ⪳⪴ ⪻⪼ ⪽⪾ ⪿⫀ ⫁⫂ ⫃⫄ "
    "⫅⫆ ⫍⫎ ⫏⫐ ⫑⫒ ⫓⫔ ⫕⫖ ⫬⫭ ⫷⫸ ⫹⫺ ⸂⸃ ⸄⸅ ⸉⸊ ⸌⸍ ⸜⸝ ⸠⸡ ⸢⸣ ⸤⸥ ⸦⸧ ⸨⸩ 〈〉 《》 「」 『』 【】 "
    "〔〕 〖〗 〘〙 〚〛 ﹙﹚ ﹛﹜ ﹝﹞ ﹤﹥ （） ＜＞ ［］ ｛｝ ｟｠ ｢｣ "
).split()
_MIRRORED: Mapping[str, str] = {
    sign: pair[1 - at] for pair in _PAIRS for at, sign in enumerate(pair)
}
# Angle brackets that are the same by canonical equivalence close one another (BD16).
_SAME = {"\u2329": "\u3008", "\u232a": "\u3009"}
_CLOSING: Mapping[str, str] = {
    sign: mirror
    for sign, mirror in _MIRRORED.items()
    if unicodedata.category(sign) == "Ps" and unicodedata.bidirectional(sign) == "ON"
}
_CLOSES = frozenset(_CLOSING.values())


def mirrored(sign: str) -> str:
    """Return the sign that is painted for a sign in text that runs leftward (UAX 9, L4)."""
    return _MIRRORED.get(sign, sign)


def closing_of(sign: str) -> str:
    """Return the bracket that closes an opening one; an empty string for what is none."""
    closing = _CLOSING.get(sign, "")
    return _SAME.get(closing, closing)


def closing(sign: str) -> str:
    """Return a closing bracket, as ``closing_of`` has it; an empty string for what is none."""
    return _SAME.get(sign, sign) if sign in _CLOSES else ""
