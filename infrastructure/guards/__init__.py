"""What keeps people's words in, taken out guard by guard: each time the test that watches it has to fail."""
