"""Sound files of strangers: recognised by content, decoded in a child process with limits."""
