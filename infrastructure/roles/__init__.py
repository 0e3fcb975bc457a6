"""What each function's code can ask of AWS, read from the code itself, beside what its role grants."""
