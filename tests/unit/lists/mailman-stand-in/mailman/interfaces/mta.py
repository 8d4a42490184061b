class SomeRecipientsFailed(Exception):
    def __init__(self, temporary_failures, permanent_failures):
        self.temporary_failures = temporary_failures
        self.permanent_failures = permanent_failures
