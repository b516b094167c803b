import nbconvert


def handler(event, context):
    return nbconvert.HTMLExporter().from_filename("report.ipynb")[0]
