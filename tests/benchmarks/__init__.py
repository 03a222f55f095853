"""A big company, and what the product costs there beside the plainest alternative."""
