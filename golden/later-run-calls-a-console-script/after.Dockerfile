FROM public.ecr.aws/lambda/python:3.12
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
RUN python -m nltk.downloader -d /opt/nltk_data punkt
ENV NLTK_DATA=/opt/nltk_data
COPY app.py ./
CMD ["app.handler"]
