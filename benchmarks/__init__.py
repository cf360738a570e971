"""What docs/measured.md quotes, measured by one command each."""
