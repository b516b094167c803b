const limit = require("p-limit");

exports.handler = async () => limit(1)(() => 1);
