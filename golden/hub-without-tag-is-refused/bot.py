import telebot


def handler(event, context):
    telebot.TeleBot("token").process_new_updates([])
