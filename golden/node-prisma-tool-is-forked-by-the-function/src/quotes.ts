import { fork } from "child_process";

export const handler = async () =>
  new Promise((done) => fork("node_modules/prisma/build/index.js", ["migrate", "deploy"]).on("exit", done));
