exports.handler = async () => require("puppeteer").defaultArgs().length;
