"""More entries for a world of the cast."""


def extended(world: str, **entries: str) -> str:
    """A world with more entries, as YAML lines by section; a section that the world does not have is added to it."""
    for section, lines in entries.items():
        head = f"\n{section}:\n"
        world = world if head in world else f"{world}{section}:\n"
        world = world.replace(head, head + lines.lstrip("\n"), 1)
    return world
