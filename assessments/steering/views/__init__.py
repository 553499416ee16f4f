"""The pages of the steering group's link, and of those who lead."""
