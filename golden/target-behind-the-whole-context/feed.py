from lxml import etree

SUM = etree.XPath("sum(//b)")


def handler(event, context):
    tree = etree.fromstring(event["xml"])
    return {"sum": SUM(tree), "libxml": ".".join(map(str, etree.LIBXML_VERSION))}
