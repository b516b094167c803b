const { promisify } = require("util");
const { execFile } = require("child_process");

const start = promisify(execFile);

exports.handler = async (event) => (await start(event.tool ?? "make", ["--version"])).stdout;
