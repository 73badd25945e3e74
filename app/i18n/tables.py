"""What CLDR lacks or has otherwise than our readers say it. A speaker can check each line; tests hold them.

Keys are languages of Babel's locales. Patterns are CLDR's; texts in quotes are literal.
"""

HAITIAN_MONTHS = (
    "janvye", "fevriye", "mas", "avril", "me", "jen", "jiyè", "out", "septanm", "oktòb", "novanm", "desanm",
)  # fmt: skip
HAITIAN_DAYS = ("lendi", "madi", "mèkredi", "jedi", "vandredi", "samdi", "dimanch")

DAY_PATTERNS = {
    "id": "EEEE, d MMMM y",
    "km": "'ថ្ងៃ'EEEE 'ទី'd 'ខែ'MMMM 'ឆ្នាំ'y",
    "my": "y 'ခုနှစ်၊' MMMM d 'ရက်၊' EEEE'နေ့'",
    "ru": "EEEE, d MMMM y 'года'",  # CLDR's "г." would end a sentence with two full stops
}
DATE_PATTERNS = {
    "km": "'ថ្ងៃទី'd 'ខែ'MMMM 'ឆ្នាំ'y",
    "my": "y 'ခုနှစ်၊' MMMM d 'ရက်'",
    "ru": "d MMMM y 'года'",
}
# The first of a month, with its weekday and without: French says "premier".
FIRST_OF_MONTH = {"fr": ("EEEE '1er' MMMM y", "'1er' MMMM y")}
# As clocks in the United States say it: these readers meet both, and CLDR gives 24 hours or letters nobody reads.
TIME_PATTERNS = {"ht": "h:mm a", "ko": "aaaa h:mm", "my": "B h:mm", "sw": "h:mm a", "ur": "B h:mm", "vi": "h:mm BBBB"}
# From which hour on. CLDR writes AM and PM in Khmer, and its periods are half sentences.
KHMER_PERIODS = ((0, "យប់"), (4, "ព្រឹក"), (12, "រសៀល"), (17, "ល្ងាច"), (20, "យប់"))

# A text, or one for each of CLDR's plural forms: French says "1,6 mile".
UNITS: dict[str, dict[str, str | dict[str, str]]] = {
    "es": {"length-foot": "{} pies", "length-mile": {"one": "{} milla", "other": "{} millas"}},
    "fr": {"length-foot": "{} pieds", "length-mile": {"one": "{} mile", "other": "{} miles"}},
    "ht": {"length-foot": "{} pye", "length-mile": "{} mil", "digital-megabyte": "{} MB"},
    "id": {"length-foot": "{} kaki", "length-mile": "{} mil"},
    "km": {
        "length-foot": "{} ហ្វីត", "length-mile": "{} ម៉ាយ",
        "length-meter": "{} ម៉ែត្រ", "length-kilometer": "{} គីឡូម៉ែត្រ",
    },
    "ko": {"length-foot": "{}피트", "length-mile": "{}마일"},
    "my": {
        "length-foot": "{} ပေ", "length-mile": "{} မိုင်",
        "length-meter": "{} မီတာ", "length-kilometer": "{} ကီလိုမီတာ",
    },
    "pt": {"length-foot": "{} pés", "length-mile": {"one": "{} milha", "other": "{} milhas"}},
    "ru": {
        "length-foot": "{} футов",  # always fifties, so always this form
        "length-mile": {"one": "{} миля", "few": "{} мили", "many": "{} миль", "other": "{} мили"},
    },
    "vi": {"length-foot": "{} feet"},
}  # fmt: skip
# What stands between the words, and before the last.
LISTS = {"ht": (", ", " ak "), "km": (", ", " និង "), "my": ("၊ ", " နှင့် ")}  # CLDR joins two Khmer words into one
