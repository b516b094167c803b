const client = require("./generated/client");

exports.handler = async () => ({ user: client.User, order: client.Order });
