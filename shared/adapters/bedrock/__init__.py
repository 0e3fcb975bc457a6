"""Reading by a language model in the practice's own account; everything it says is checked before it counts."""
