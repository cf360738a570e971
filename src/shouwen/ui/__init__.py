"""What pages are built from: typed functions that return safe HTML; they know text, dates, tones, no capability."""
