const ms = require("ms");
exports.handler = async (event) => ms(event.wait);
