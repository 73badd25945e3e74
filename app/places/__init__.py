"""Places: the spatial key, distances and directions, and whether a place is in the city."""
