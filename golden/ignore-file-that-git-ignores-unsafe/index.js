exports.handler = async () => require("left-pad")("a", 3);
