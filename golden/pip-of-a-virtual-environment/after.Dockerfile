FROM public.ecr.aws/lambda/python:3.13
COPY --from=registry.example.com/tools/venv:3.13 /opt/venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --no-cache-dir -r requirements.txt
ENV PATH=${PATH}:/opt/venv/bin
COPY app.py .
CMD ["app.handler"]
