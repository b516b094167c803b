const ms = require("ms");

exports.handler = async ({ text }) => ({ milliseconds: ms(text.replace("two weeks", "14d")) });
