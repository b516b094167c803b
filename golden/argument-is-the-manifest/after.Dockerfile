FROM public.ecr.aws/lambda/python:3.13
ARG LIST=requirements.txt
COPY ${LIST} ./${LIST}
RUN pip install --no-cache-dir -r ${LIST}
COPY . .
CMD ["main.handler"]
