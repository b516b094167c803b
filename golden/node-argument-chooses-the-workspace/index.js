exports.handler = async () => "sent";
