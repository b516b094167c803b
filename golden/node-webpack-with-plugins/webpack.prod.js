"use strict";

const path = require("path");
const webpack = require("webpack");
const CopyPlugin = require("copy-webpack-plugin");

const root = path.resolve(__dirname);

module.exports = (env) => ({
  mode: env.production ? "production" : "development",
  target: "node22",
  context: root,
  entry: { quote: "./src/quote.js" },
  // bignumber.js is loaded from node_modules
  externals: { "bignumber.js": "commonjs bignumber.js" },
  module: {
    rules: [
      {
        test: /\.js$/,
        exclude: /node_modules/,
        use: {
          loader: "babel-loader",
          options: { presets: [["@babel/preset-env", { targets: { node: "22" } }]] },
        },
      },
    ],
  },
  plugins: [
    new webpack.DefinePlugin({ CURRENCY: JSON.stringify("EUR") }),
    new CopyPlugin({ patterns: [{ from: "rates", to: "rates" }] }),
  ],
  output: {
    path: path.join(root, "lambda"),
    filename: "[name].js",
    libraryTarget: "commonjs2",
  },
});
