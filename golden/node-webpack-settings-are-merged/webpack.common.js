const path = require("path");

module.exports = {
  entry: "./src/index.ts",
  target: "node",
  module: { rules: [{ test: /\.ts$/, use: "ts-loader" }] },
  output: { path: path.join(__dirname, "dist"), filename: "index.js", libraryTarget: "commonjs2" },
};
