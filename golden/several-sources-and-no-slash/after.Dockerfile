FROM public.ecr.aws/lambda/python:3.13
COPY app.py requirements.txt shop
RUN pip install --no-cache-dir -r shop/requirements.txt -t /opt/python
CMD ["shop.app.handler"]
