"""The workbench of translations: what there is to translate, the .po files, and what can be wrong with them.

No page needs any of it; `flask i18n` does (docs/translating.md).
"""
