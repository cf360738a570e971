"""Pure rules: no framework, no input or output, no reading of the clock."""
