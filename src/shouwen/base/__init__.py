"""Plumbing without business: subjects, actors, the journal, numbers, files, permissions, search, live push, outbox."""
