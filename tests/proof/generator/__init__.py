"""Random Dockerfiles of Lambda functions in random contexts, made so that things meet.

Few names and few places, used again and again: a source folder has the name of a package, a later
COPY overrides a file, a link is copied into, a RUN lists a directory that an install fills. What is
drawn keeps the axioms of semantics/axioms.py: caches are not read by later steps, and no
requirement without a pin meets a base image that has another version.
"""
