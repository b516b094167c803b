FROM public.ecr.aws/lambda/python:3.12
ENV PYTHONPATH=/var/task
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["subjects.handler"]
