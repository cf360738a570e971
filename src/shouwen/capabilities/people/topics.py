"""What is rung when somebody's way in is another: shut, or opening on more or on less."""


def door_of(person_id: int | None) -> str:
    """The topic that ends the open streams of a person; his browsers ask anew, and are let in as he now stands."""
    return f"door/{person_id}"
