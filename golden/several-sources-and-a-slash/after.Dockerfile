FROM public.ecr.aws/lambda/python:3.13 AS build
COPY requirements.txt shop/
RUN pip install -r shop/requirements.txt -t /opt/python

FROM public.ecr.aws/lambda/python:3.13
COPY --from=build /opt/python/ /opt/python/
COPY app.py shop/
CMD ["shop.app.handler"]
