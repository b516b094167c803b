FROM public.ecr.aws/lambda/python:3.13
COPY ping.py ./
CMD ["ping.handler"]
