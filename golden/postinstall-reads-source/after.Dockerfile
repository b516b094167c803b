FROM public.ecr.aws/lambda/python:3.12

RUN dnf install -y nodejs npm && dnf clean all

COPY . .

# the renderer is a program of Node
RUN cd renderer && npm ci --omit=dev
RUN pip install --no-cache-dir -r requirements.txt -t .

CMD ["app.handler"]
