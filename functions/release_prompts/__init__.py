"""What is due goes onto the prompts queue."""
