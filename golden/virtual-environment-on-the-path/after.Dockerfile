FROM public.ecr.aws/lambda/python:3.13
RUN python -m venv /opt/venv
ENV PATH="/opt/venv/bin:$PATH"
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
ENV PYTHONPATH=/opt/venv/lib/python3.13/site-packages
CMD ["app.handler"]
