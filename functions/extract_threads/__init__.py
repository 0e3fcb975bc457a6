"""Fourth step: the words become threads, a brief and drafts."""
