/**
 * PostgreSQL's answer isn't known here. Thrown while an expression is read or evaluated, and caught by whoever asked.
 * It never leaves this room.
 */
export class Undecided extends Error {}

/** PostgreSQL is known to raise an error here. A caller that only wants a value treats it like `Undecided`. */
export class Raised extends Undecided {}
