"""Faults of browsers: they die, they crowd, their storage rots."""
