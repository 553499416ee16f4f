"""What a steering group sees, comments and decides."""
