const { rows } = require("./rows");

exports.handler = async () => rows().length;
