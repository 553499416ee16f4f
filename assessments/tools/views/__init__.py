"""The pages of the tools, and of the steering group's link to a sheet of one."""
