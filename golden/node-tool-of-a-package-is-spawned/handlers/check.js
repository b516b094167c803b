const { execFileSync } = require("child_process");
const path = require("path");

const semver = path.join(__dirname, "..", "node_modules", ".bin", "semver");

exports.handler = async (event) => ({
  greatest: execFileSync(process.execPath, [semver, ...(event.versions ?? ["1.0.0"])]).toString().trim().split("\n").pop(),
});
