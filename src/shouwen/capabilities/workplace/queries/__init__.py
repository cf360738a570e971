"""What lies on one's desk."""
