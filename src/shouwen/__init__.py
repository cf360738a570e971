"""Shouwen 首问: a service desk driven by a written regulation."""

__version__ = "0.1.0"
