"""What must hold in an account before the stack is deployed, and after: `doorknob preflight`."""
