const { promisify } = require("util");
const { exec } = require("child_process");

const run = promisify(exec);

exports.handler = async () => (await run("unzip -v")).stdout;
