"""What-if: one's own history replayed under another regulation, calendar or service level (推演)."""
