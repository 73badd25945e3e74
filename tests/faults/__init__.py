"""What goes wrong on the way and on the server: no report may be lost, none doubled."""
