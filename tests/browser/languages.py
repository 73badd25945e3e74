"""The languages that a run looks at in Chromium: English and Arabic always, others as tests/languages.py says."""

from app.i18n import NATIVE_NAMES
from tests.languages import a_third_of, one_of

ALWAYS = ("en", "ar")
OTHERS = tuple(sorted(set(NATIVE_NAMES) - set(ALWAYS)))
THIRD = a_third_of(OTHERS)
ANOTHER = one_of(OTHERS)
