import nltk


def handler(event, context):
    return nltk.word_tokenize(event["text"])
