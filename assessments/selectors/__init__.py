"""The only modules of this application that ask the database for what a page shows, by subject."""
