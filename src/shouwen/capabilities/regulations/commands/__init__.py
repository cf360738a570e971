"""What is done to regulations."""
