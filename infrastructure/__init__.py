"""What people and machines run around the product: the command, the local stack, packaging, training."""
