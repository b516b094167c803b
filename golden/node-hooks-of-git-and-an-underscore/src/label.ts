export const handler = async (event: { name: string }) => event.name.split("_").join(" ");
