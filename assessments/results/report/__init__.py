"""What is shown of a result, made from its snapshot."""
