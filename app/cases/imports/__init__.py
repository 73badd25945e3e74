"""Real data in: cases from the files that cities publish."""
