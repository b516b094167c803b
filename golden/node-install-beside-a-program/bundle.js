require("fs").cpSync(".", "out", { recursive: true });
