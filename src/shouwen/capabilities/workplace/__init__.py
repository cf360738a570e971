"""What makes the day at the desk easier: drafts, presence, phrases, macros.

These are aids of persons and teams, not the desk's word: they write no facts. What they lead to is issued as commands.
"""
