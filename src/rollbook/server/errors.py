"""What ends a command: something the operator can mend."""


class OperatorError(Exception):
    """One sentence for the operator, and the exit status it ends with."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(" ".join(sentence.split()))
        self.status = status
