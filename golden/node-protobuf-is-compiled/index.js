const { Reading } = require("./messages");

exports.handler = async (event) => {
  const bytes = Reading.encode({ sensor: "door", value: event.value ?? 7 }).finish();
  return { bytes: Buffer.from(bytes).toString("hex"), read: Reading.decode(bytes).value };
};
