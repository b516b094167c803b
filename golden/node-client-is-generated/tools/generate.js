const fs = require("fs");
const yaml = require("yaml");

const { models } = yaml.parse(fs.readFileSync("schema.yaml", "utf8"));
const lines = Object.entries(models).map(([name, fields]) => `exports.${name} = ${JSON.stringify(fields)};`);
fs.mkdirSync("generated", { recursive: true });
fs.writeFileSync("generated/client.js", lines.join("\n") + "\n");
