import { version } from "typescript";

console.log(version);
