/** Whether a column of this type draws its numbers from a sequence: `serial`, `bigserial`, `serial2` … */
export const isSerial = (type: string): boolean => /^(?:small|big)?serial[248]?$/.test(type);

/** The integer type of a serial column. */
export const serialType = (serial: string): string =>
  /^small|2$/.test(serial) ? 'int2' : /^big|8$/.test(serial) ? 'int8' : 'int4';
