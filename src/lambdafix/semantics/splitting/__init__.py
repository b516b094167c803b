"""Which steps of a stage belong to a build stage, and what of it comes over."""
