exports.handler=async()=>require("lib")
