declare module '*.wasm' {
  const path: string;
  export default path;
}
declare module '*.zst' {
  const path: string;
  export default path;
}
declare module '*.image' {
  const path: string;
  export default path;
}
declare module '*.pack' {
  const path: string;
  export default path;
}
