import { defineRule } from '../src/check/rule.ts';

const SIZES: Readonly<Record<string, number>> = {
  bool: 1,
  int2: 2,
  smallserial: 2,
  int4: 4,
  serial: 4,
  float4: 4,
  date: 4,
  int8: 8,
  bigserial: 8,
  float8: 8,
  timestamp: 8,
  timestamptz: 8,
};

function padding(sizes: readonly number[]): number {
  let [end, lost] = [0, 0];
  for (const size of sizes) {
    const gap = (size - (end % size)) % size;
    lost += gap;
    end += gap + size;
  }
  return lost;
}

export default defineRule({
  id: 'column-order-padding',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Bytes are lost in every row before each column that must begin at a multiple of its size.',
  fix: 'Put columns of 8 bytes first, then those of 4, 2 and 1, and those of changing length last.',
  source: 'https://www.postgresql.org/docs/18/storage-page-layout.html#STORAGE-TUPLE-LAYOUT',

  bad: [
    {
      given: '',
      migration: `create table invoice (paid boolean not null, id bigint not null, sent boolean not null, customer_id bigint not null);`,
    },
  ],
  good: [
    {
      given: '',
      migration: `create table invoice (id bigint not null, customer_id bigint not null, paid boolean not null, sent boolean not null);`,
    },
    { given: '', migration: `create table invoice (paid boolean, note text);` },
  ],

  check({ kind, columns }) {
    if (kind !== 'CREATE TABLE') return null;
    const sizes = columns().map(({ type, array }) => (array ? 0 : (SIZES[type] ?? 0)));
    // The offset of a column is known only up to the first column of variable length.
    const known = sizes.slice(0, sizes.includes(0) ? sizes.indexOf(0) : sizes.length);
    const lost = padding(known) - padding(known.toSorted((a, b) => b - a));
    return lost >= 8 ? `In another order every row would be ${lost} bytes shorter.` : null;
  },
});
