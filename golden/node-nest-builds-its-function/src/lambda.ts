import { NestFactory } from "@nestjs/core";
import { Berths, Harbour } from "./harbour.module";

const started = NestFactory.createApplicationContext(Harbour, { logger: false });

export const handler = async (event: { length: number }) => {
  const harbour = await started;
  return harbour.get(Berths).free(event.length);
};
