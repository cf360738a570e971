"""The customers' face: report, follow, add, hurry, confirm, rate; light enough for a phone on a bad line."""
