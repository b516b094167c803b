const fs = require("fs");
const unix = require("unix-dgram");

exports.handler = async (event) => {
  const path = "/tmp/said.sock";
  fs.rmSync(path, { force: true });
  return new Promise((resolve) => {
    const server = unix.createSocket("unix_dgram", (message) => {
      server.close();
      resolve({ heard: message.toString() });
    });
    server.bind(path);
    const client = unix.createSocket("unix_dgram");
    const word = Buffer.from(event.word ?? "hello");
    client.send(word, 0, word.length, path, () => client.close());
  });
};
