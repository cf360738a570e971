"""Call-backs: what is due, and the talk itself with its script."""
