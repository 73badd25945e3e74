"""Brings in lines of streets, and makes them ready for every tile of every zoom."""
