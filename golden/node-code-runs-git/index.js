const { execSync } = require("child_process");

exports.handler = async () => execSync("git --version").toString();
