// Loads a module that Emscripten has built, from whatever host: its WebAssembly is compiled while it arrives only if the
// host says that it is WebAssembly, as browsers then demand; else when it is there.

type Receive = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;

interface Hooks {
  instantiateWasm(imports: WebAssembly.Imports, receive: Receive): object;
}

async function compiled(address: string): Promise<WebAssembly.Module> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: the server answered ${response.status}`);
  const type = response.headers.get('Content-Type')?.split(';')[0]!.trim().toLowerCase();
  if (type === 'application/wasm') return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
}

/**
 * Fetches and compiles the module of these addresses. The result starts it. Rejects if a file is missing; the start
 * rejects if the browser refuses the module its memory.
 */
export async function fetchWasmModule<Loaded>(moduleAddress: string, wasmAddress: string): Promise<() => Promise<Loaded>> {
  const compiling = compiled(wasmAddress);
  compiling.catch(() => {});
  const file = (await import(/* @vite-ignore */ moduleAddress)) as { default(hooks: Hooks): Promise<Loaded> };
  const module = await compiling;
  return () =>
    new Promise((resolve, reject) => {
      const hooks: Hooks = {
        instantiateWasm(imports, receive) {
          // Emscripten waits for receive and for nothing else.
          WebAssembly.instantiate(module, imports)
            .then((instance) => receive(instance, module))
            .catch(reject);
          return {};
        },
      };
      file.default(hooks).then(resolve, reject);
    });
}
