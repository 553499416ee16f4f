"""The iceberg: what a group holds to be in its way, ticked on phones and talked about."""
