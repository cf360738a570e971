"""The shapes of bodies and answers, one module per noun."""
