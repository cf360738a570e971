"""The staff face: pages and fragments."""
