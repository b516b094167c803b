const fs = require("fs");
const path = require("path");
const dayjs = require("dayjs");
const handlebars = require("handlebars");

const page = handlebars.compile(fs.readFileSync(path.join(__dirname, "templates", "invoice.html"), "utf8"));

exports.handler = async (event) => ({
  due: dayjs("2026-01-31").add(event.days ?? 14, "day").format("YYYY-MM-DD"),
  page: page({ name: event.name ?? "nobody" }),
});
