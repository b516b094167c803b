FROM public.ecr.aws/lambda/python:3.12
ARG EXTRAS=0
COPY requirements.txt .
RUN test "$EXTRAS" = 0 || pip install --no-cache-dir -r requirements.txt
COPY app.py .
CMD ["app.handler"]
