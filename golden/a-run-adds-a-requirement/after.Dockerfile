FROM public.ecr.aws/lambda/python:3.13
COPY . .
RUN echo six==1.17.0 >> requirements.txt
RUN pip install --no-cache-dir -r requirements.txt -t .
CMD ["app.handler"]
