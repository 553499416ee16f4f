"""Pages of the site itself: the example, the guide, privacy, feedback, the method."""
