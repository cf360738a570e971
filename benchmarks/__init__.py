"""What the README claims, measured by one command each."""
