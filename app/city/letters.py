"""Folds what people type: a word in another case, without its accents or spelled another way, is the same.

static/js/lib/search-letters.ts does exactly the same on phones; tests/city/search_vectors.json holds both to it.
"""

import re
import unicodedata

# Apostrophes, soft hyphens, the Arabic stretch and hamza, joiners and marks of direction.
UNSEEN = re.compile("['’‘ʼ`\u00ad\u0621\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# Accents and tones, the vowel points of Arabic and Hebrew, nukta, and the Bengali sign for a nasal.
MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8"
    "\u06ea-\u06ed\u093c\u0981\u09bc\u0a3c]"
)
# Letters that look or sound alike to whoever types, but that Unicode does not take apart.
ALIKE = str.maketrans({
    "đ": "d", "ł": "l", "ø": "o", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ς": "σ",
    "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ک": "ك", "ڪ": "ك", "ں": "ن", "ٱ": "ا",
    "ة": "ه", "ہ": "ه", "ھ": "ه", "ۃ": "ه", "ە": "ه",
    "ी": "ि", "ू": "ु", "ई": "इ", "ऊ": "उ", "ँ": "ं",
    "ী": "ি", "ূ": "ু", "ঈ": "ই", "ঊ": "উ", "ৎ": "ত্", "ণ": "ন",
})  # fmt: skip
# The last consonant of a Korean syllable is, while somebody types, the first one of the next.
FINALS = (
    "ᄀ", "ᄁ", "ᄀᄉ", "ᄂ", "ᄂᄌ", "ᄂᄒ", "ᄃ", "ᄅ", "ᄅᄀ", "ᄅᄆ", "ᄅᄇ", "ᄅᄉ", "ᄅᄐ", "ᄅᄑ",
    "ᄅᄒ", "ᄆ", "ᄇ", "ᄇᄉ", "ᄉ", "ᄊ", "ᄋ", "ᄌ", "ᄎ", "ᄏ", "ᄐ", "ᄑ", "ᄒ",
)  # fmt: skip
FINAL = {chr(0x11A8 + place): first for place, first in enumerate(FINALS)}
KOREAN_FINAL = re.compile("[\u11a8-\u11c2]")
HINDI_NASAL = re.compile("[ङञणनम]्(?=[क-ह])")  # गन्दा is गंदा
# The Arabic article, and what is written together with it: "and", "so", "in", "like", "for".
ARTICLE = re.compile("^(?:[وف]?[بك]?ال|[وف]?لل)(?=...)")
ARABIC = re.compile("[\u0620-\u06ff]")


def fold(text: str) -> str:
    """Words in lower case without accents and joiners, with a single space between them."""
    apart = unicodedata.normalize("NFKD", UNSEEN.sub("", text)).lower()
    alike = MARKS.sub("", apart).translate(ALIKE)
    joined = HINDI_NASAL.sub("ं", KOREAN_FINAL.sub(lambda final: FINAL[final[0]], alike))
    return " ".join(_bare(word) for word in _only_words(joined).split())


def _only_words(text: str) -> str:
    return "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in text)


def _bare(word: str) -> str:
    """An Arabic word without its article."""
    return ARTICLE.sub("", word) if ARABIC.match(word) else word
