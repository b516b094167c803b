# Invoices, as PDF.
# Ask the billing team before you change this.

FROM public.ecr.aws/lambda/python:3.12 AS build
# Pinned by the nightly job.
COPY requirements.txt ./
# Not as root's cache: it's only in the way.
RUN pip install \
        # no cache, it's an image
        --no-cache-dir \
        -r requirements.txt \
        -t ${LAMBDA_TASK_ROOT}

FROM public.ecr.aws/lambda/python:3.12

# --- packages ---

COPY --from=build ${LAMBDA_TASK_ROOT}/ ${LAMBDA_TASK_ROOT}/

# --- code ---

# Templates are part of the code.
COPY app.py ./
COPY templates ./templates

# The handler
CMD ["app.handler"]

# vim: ft=dockerfile
