"""The fault suite: the real handlers on moto, in one process under a virtual clock, and what can go wrong."""
