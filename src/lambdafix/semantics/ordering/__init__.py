"""In which order the steps of a stage stand best, and why."""
