FROM python:3.12-slim AS build
COPY requirements.txt /function/
RUN pip install --no-cache-dir -r /function/requirements.txt awslambdaric --target /function
COPY . /function

FROM gcr.io/distroless/python3-debian12
COPY --from=build /function /function
WORKDIR /function
ENTRYPOINT ["/usr/bin/python3", "-m", "awslambdaric"]
CMD ["app.handler"]
