FROM public.ecr.aws/lambda/python:3.13 AS build
ENV PINS=pins
COPY requirements.txt .
COPY lists/base.txt ./lists/
COPY pins/all.txt ./pins/
RUN pip install --no-cache-dir -r requirements.txt --target /deps

FROM public.ecr.aws/lambda/python:3.13
ENV PINS=pins
COPY --from=build /deps/ ${LAMBDA_TASK_ROOT}/
COPY . .
CMD ["main.handler"]
