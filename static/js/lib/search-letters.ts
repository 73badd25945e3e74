/** Folds what people type: a word in another case, without its accents or spelled another way, is the same. */

// app/city/letters.py does exactly the same on the server, and says why; tests/city/search_vectors.json holds both to it.

const UNSEEN = /['’‘ʼ`\u00ad\u0621\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const MARKS =
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u093c\u0981\u09bc\u0a3c]/g;
const ALIKE: Record<string, string> = {
  đ: "d", ł: "l", ø: "o", ı: "i", ß: "ss", æ: "ae", œ: "oe", ς: "σ",
  ى: "ي", ی: "ي", ې: "ي", ے: "ي", ک: "ك", ڪ: "ك", ں: "ن", ٱ: "ا",
  ة: "ه", ہ: "ه", ھ: "ه", ۃ: "ه", ە: "ه",
  "\u0940": "\u093f", "\u0942": "\u0941", ई: "इ", ऊ: "उ", "\u0901": "\u0902",
  "\u09c0": "\u09bf", "\u09c2": "\u09c1", ঈ: "ই", ঊ: "উ", ৎ: "ত\u09cd", ণ: "ন",
};
const ANY_ALIKE = new RegExp(`[${Object.keys(ALIKE).join("")}]`, "g");
const FINALS = "ᄀ ᄁ ᄀᄉ ᄂ ᄂᄌ ᄂᄒ ᄃ ᄅ ᄅᄀ ᄅᄆ ᄅᄇ ᄅᄉ ᄅᄐ ᄅᄑ ᄅᄒ ᄆ ᄇ ᄇᄉ ᄉ ᄊ ᄋ ᄌ ᄎ ᄏ ᄐ ᄑ ᄒ".split(" ");
const KOREAN_FINAL = /[\u11a8-\u11c2]/g;
const HINDI_NASAL = /[ङञणनम]\u094d(?=[क-ह])/g;
const ARTICLE = /^(?:[وف]?[بك]?ال|[وف]?لل)(?=...)/u;
const ARABIC = /^[\u0620-\u06ff]/;

/** Words in lower case without accents and joiners, with a single space between them. */
export function fold(text: string): string {
  const apart = text.replace(UNSEEN, "").normalize("NFKD").toLowerCase().replace(MARKS, "");
  const alike = apart.replace(ANY_ALIKE, (letter) => ALIKE[letter]!);
  const joined = alike.replace(KOREAN_FINAL, (final) => FINALS[final.charCodeAt(0) - 0x11a8]!).replace(HINDI_NASAL, "\u0902");
  return (joined.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).map(bare).join(" ");
}

function bare(word: string): string {
  return ARABIC.test(word) ? word.replace(ARTICLE, "") : word;
}
