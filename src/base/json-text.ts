/** A value as indented JSON with a newline at its end: what a command prints and a file holds. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
