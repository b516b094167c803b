FROM public.ecr.aws/lambda/python:3.12
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY train.py data.csv ./
RUN python train.py data.csv /var/task/model.joblib
COPY predict.py ./
CMD ["predict.handler"]
