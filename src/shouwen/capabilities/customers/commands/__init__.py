"""What can be done with customers; one verb family per file."""
