"""Third step: a part becomes words."""
