const Big = require("big.js");

exports.sum = (numbers) => numbers.reduce((sum, each) => sum.plus(each), new Big(0)).toString();
