"""What can be filled in, in pure Python: questions with their scales, what comes in, the walk."""
