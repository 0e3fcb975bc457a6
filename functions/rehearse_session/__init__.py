"""A made-up session walks through the whole flow every day, and is erased."""
