"""What keeps the desk running on a machine: its folders, PostgreSQL, and the processes beside it."""
