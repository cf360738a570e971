"""The whole journal, and the proof that it is whole."""
