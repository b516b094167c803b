const ms = require("ms");

exports.handler = async (event) => ({ next: ms(event.milliseconds ?? 22_350_000) });
