"""An invented city: cases to look around in, and to measure with."""
