"""Brings in what cities publish of their addresses: points, number ranges, landmarks, other names of streets."""
