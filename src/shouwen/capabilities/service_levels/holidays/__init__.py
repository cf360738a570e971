"""Public holidays that ship with the product, as published; years that are not published yet are not guessed."""
