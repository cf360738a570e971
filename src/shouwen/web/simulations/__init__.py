"""What-if on screen."""
