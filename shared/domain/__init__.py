"""Pure rules and types of the product: no AWS, no clock, no environment."""
