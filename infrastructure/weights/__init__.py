"""Turns an OpenAI checkpoint into what the deployed recogniser loads, on this machine and without any hub."""
