const { XMLParser } = require("fast-xml-parser");

exports.handler = async (event) => new XMLParser().parse(event.xml ?? "<a><b>1</b></a>");
