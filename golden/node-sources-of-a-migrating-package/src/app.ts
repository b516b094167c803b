import knex from "knex";

export const handler = async () => knex({ client: "pg" }).migrate.latest();
