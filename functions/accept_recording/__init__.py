"""First step: the consent gate."""
