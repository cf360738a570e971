"""The demo story: a desk two weeks into its work, told by the same commands that people use."""
