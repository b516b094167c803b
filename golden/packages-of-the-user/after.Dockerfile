FROM public.ecr.aws/lambda/python:3.13
COPY requirements.txt .
RUN pip install --no-cache-dir --user -r requirements.txt
COPY . .
ENV PYTHONPATH=/root/.local/lib/python3.13/site-packages
CMD ["app.handler"]
