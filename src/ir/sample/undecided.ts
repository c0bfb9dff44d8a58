/**
 * PostgreSQL's answer isn't known here. Thrown while one expression is read or worked out, and caught
 * by whoever asked; it never leaves this folder.
 */
export class Undecided extends Error {}
