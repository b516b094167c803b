FROM public.ecr.aws/lambda/python:3.12
ENV LD_LIBRARY_PATH=/var/task:$LD_LIBRARY_PATH
COPY requirements.txt libsizes.so.1 ./
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["sizes.handler"]
