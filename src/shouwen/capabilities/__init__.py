"""What the business does: one app each, on a ladder; a higher rung may use the lower ones."""
