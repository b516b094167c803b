FROM "amazon/aws-lambda-python"
WORKDIR '/var/task/bot'
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY bot.py .
CMD ["bot/bot.handler"]
