const qs = require("qs");

exports.handler = async (event) => ({ link: `https://example.com/?${qs.stringify(event)}` });
