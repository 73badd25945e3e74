"""A real Chromium on the real server: what a resident does, sees, waits for and weighs."""
