"""What is to be read when the database has been filled."""


class Places:
    """What is read: each address under a name, with who opens it and how it is read."""

    def __init__(self) -> None:
        self.listed: list[dict[str, str]] = []

    def add(self, name: str, path: str, how: str, *, who: str = "") -> None:
        self.listed.append({"name": name, "path": path, "how": how, "as": who})
