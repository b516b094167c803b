const { z } = require("zod");

const Order = z.object({ item: z.string(), count: z.number().int().positive() });

exports.handler = async (event) => ({ fine: Order.safeParse(event).success });
