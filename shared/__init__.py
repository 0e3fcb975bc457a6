"""Everything the functions share: domain, ports, services, adapters and runtime."""
