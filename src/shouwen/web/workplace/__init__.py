"""The pages of the workplace: drafts, phrases, macros."""
