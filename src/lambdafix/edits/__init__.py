"""How codemods edit: new instructions, the words of a RUN, a stage in two, another base image."""
