"""A collaboration's plan: actions, and assessing an aspect again."""
