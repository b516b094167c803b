exports.handler=async()=>require("a")
