"""What is said over many collaborations, and of how many that takes."""
