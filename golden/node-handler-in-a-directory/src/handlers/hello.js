const { name } = require("../name");

exports.handler = async () => name;
