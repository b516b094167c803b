const { execSync } = require("node:child_process");

execSync("npx tsc", { stdio: "inherit" });
