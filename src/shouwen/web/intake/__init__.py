"""Requests that wait for an agent."""
