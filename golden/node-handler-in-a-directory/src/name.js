exports.name = "hello";
