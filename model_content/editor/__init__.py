"""The pages where staff edit the content: views and forms in the frame of Django's admin."""
