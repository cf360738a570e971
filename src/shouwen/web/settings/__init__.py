"""Where one finds everything that can be set."""
