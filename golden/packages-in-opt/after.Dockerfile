FROM public.ecr.aws/lambda/python:3.13 AS build
ENV PYTHONPATH=/tmp/packages:/opt/packages
COPY requirements.txt .
RUN pip install -r requirements.txt --target=/opt/packages

FROM public.ecr.aws/lambda/python:3.13
ENV PYTHONPATH=/tmp/packages:/opt/packages
COPY --from=build /opt/packages/ /opt/packages/
COPY app.py .
CMD ["app.handler"]
