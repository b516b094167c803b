const Big = require("big.js");

exports.withTax = (price) => new Big(price).times("1.19").toFixed(2);
