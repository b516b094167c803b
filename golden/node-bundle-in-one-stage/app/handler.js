const slugify = require("slugify");

exports.handler = async (event) => ({ slug: slugify(event.title ?? "Hello World", { lower: true }) });
