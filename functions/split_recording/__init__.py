"""Second step: the recording becomes parts."""
