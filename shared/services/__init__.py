"""What each step does, in terms of ports: one module a step, under the step's own name."""
