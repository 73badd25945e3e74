"""The languages that a run looks at in Chromium: English and Arabic always, another third of the others each day.

After three days all have been seen; `make screens LANGUAGES=all` sees them at once.
"""

from datetime import UTC, datetime

from app.i18n import NATIVE_NAMES

ALWAYS = ("en", "ar")
OTHERS = tuple(sorted(set(NATIVE_NAMES) - set(ALWAYS)))
DAY = datetime.now(UTC).toordinal()
THIRD = OTHERS[DAY % 3 :: 3]
ANOTHER = OTHERS[DAY % len(OTHERS)]
