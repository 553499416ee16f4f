"""The pages: its leader's and the staff's."""
