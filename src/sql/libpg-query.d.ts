declare module 'libpg-query/wasm/libpg-query.js' {
  const PgQueryModule: (options: { readonly wasmBinary: Uint8Array }) => Promise<unknown>;
  export default PgQueryModule;
}
