"""How people lay out their lists: views they saved, alone, for a team or for the desk, and screens on the wall."""
