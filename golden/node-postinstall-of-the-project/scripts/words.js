const fs = require("fs");

const words = fs.readFileSync("words.txt", "utf8").split("\n").filter(Boolean);
fs.writeFileSync("words.json", JSON.stringify(words.map((word) => word.toUpperCase())));
