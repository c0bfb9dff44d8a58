/**
 * PostgreSQL's answer isn't known here. Thrown while one expression is read or worked out, and caught
 * by whoever asked; it never leaves this folder.
 */
export class Undecided extends Error {}

/** PostgreSQL is known to raise an error here. Whoever asks for a value only learns that there is none. */
export class Raised extends Undecided {}
