exports.handler = async (event) => ({ received: event });
