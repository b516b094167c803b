import structlog


def handler(event, context):
    structlog.get_logger().info("called")
