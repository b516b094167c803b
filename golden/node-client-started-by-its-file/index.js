const dayjs = require("dayjs");

exports.handler = async ({ from, months }) => ({
  renews: dayjs(from).add(months, "month").format("YYYY-MM-DD"),
});
