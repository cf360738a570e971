"""One folder per outside system: what comes in from it and goes out to it."""
