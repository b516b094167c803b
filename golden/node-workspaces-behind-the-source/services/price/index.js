const { withTax } = require("@shop/tax");

exports.handler = async (event) => ({ price: withTax(event.net ?? "10.00") });
