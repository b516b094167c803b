const ms = require("ms");
const words = require("./words.json");

exports.handler = async () => ({ words, minute: ms("1m") });
