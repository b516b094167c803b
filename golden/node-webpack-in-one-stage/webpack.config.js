const path = require("node:path");

module.exports = {
  entry: "./src/index.ts",
  target: "node",
  module: { rules: [{ test: /\.ts$/, use: "ts-loader" }] },
  output: { path: path.resolve(__dirname, "dist"), filename: "index.js", libraryTarget: "commonjs2" },
};
