"""`make lighthouse`: a second opinion on three pages, by a pinned version that only this command installs."""
