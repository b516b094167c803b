const { execFileSync } = require("child_process");
const ini = require("ini");

exports.handler = async () => {
  execFileSync("git", ["init", "--quiet", "/tmp/place"]);
  const settings = ini.parse(execFileSync("git", ["-C", "/tmp/place", "config", "--local", "--list"]).toString());
  return { bare: settings["core.bare"], release: process.env.RELEASE };
};
