"""A client's things are removed from every store."""
