"""From an approved note to the mail that carries it: plain, quiet, and nothing in it that tells when it is read."""
