"""The client's door."""
