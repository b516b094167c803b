FROM public.ecr.aws/lambda/python:3.13
ARG SERVICE=billing
COPY services/${SERVICE}/requirements.txt ./services/${SERVICE}/
RUN pip install --no-cache-dir -r services/${SERVICE}/requirements.txt
COPY . .
CMD ["main.handler"]
