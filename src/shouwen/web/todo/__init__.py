"""To-do: what waits for somebody, and what he put off."""
