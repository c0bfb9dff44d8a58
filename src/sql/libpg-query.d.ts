declare module 'libpg-query/wasm/libpg-query.js' {
  export interface Options {
    instantiateWasm(imports: Bun.WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void): void;
  }
  const PgQueryModule: (options: Options) => Promise<import('./parser.ts').PgQuery>;
  export default PgQueryModule;
}
