# escape=`
FROM python:3.12-windowsservercore
WORKDIR C:\app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt awslambdaric
COPY . .
ENTRYPOINT ["python", "-m", "awslambdaric"]
CMD ["app.handler"]
