const bcrypt = require("bcrypt");

exports.handler = async (event) => bcrypt.compare(event.word, event.hash);
