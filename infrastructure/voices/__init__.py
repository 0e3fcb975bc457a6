"""Makes what tells voices apart, from packages that carry its weights, and measures it."""
