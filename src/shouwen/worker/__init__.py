"""What happens without anybody asking: reactions to sealed facts, and the loops that keep promises moving."""
