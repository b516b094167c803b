module.exports = require("./browser-cache.json");
