"""Areas in: from the files in which cities publish their boundary, neighbourhoods and districts."""
