"""Everything on this machine at once: the stack, a therapist who can sign in, an inbox, and the demo's data."""
