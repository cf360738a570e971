"""The face for programs: REST API version 1, the same commands and queries that the pages use."""
