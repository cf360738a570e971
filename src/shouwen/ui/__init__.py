"""Components that pages are built from: typed functions that return safe HTML. They know text, dates and tones, no capability."""
