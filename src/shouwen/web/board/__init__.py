"""The day board: who works when, what each has in hand, and what still waits for somebody."""
