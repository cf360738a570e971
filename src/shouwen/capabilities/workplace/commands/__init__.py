"""What one does at one's workplace."""
