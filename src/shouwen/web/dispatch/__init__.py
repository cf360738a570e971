"""The dispatch list: what waits for an engineer, each with its suggestion."""
