import { PrismaClient } from "@prisma/client";

const database = new PrismaClient();

export const handler = async (event: { id: number }) =>
  database.quote.findUnique({ where: { id: event.id } });
