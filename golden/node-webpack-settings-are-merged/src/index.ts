export const handler = async (event: { text?: string }) => ({ length: (event.text ?? "").length });
