const fs = require("fs");

exports.handler = async () => fs.readFileSync("/app/package.json", "utf8");
