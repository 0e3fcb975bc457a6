"""The Lambda functions, one folder a step: each handler parses, wires and delegates."""
