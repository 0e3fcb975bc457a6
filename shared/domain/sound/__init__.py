"""Pure rules of sound: where to cut, how parts join, whose voice is whose."""
