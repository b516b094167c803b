FROM public.ecr.aws/lambda/python:3.12
ADD https://api.github.com/repos/example/tools/commits?per_page=1 /tmp/tools.json
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt -t .
COPY app.py ./
CMD ["app.handler"]
