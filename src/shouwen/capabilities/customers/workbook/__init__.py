"""The workbook of customers: its sheets and columns, how it is read, and what a try of it finds."""
