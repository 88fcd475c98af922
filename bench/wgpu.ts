// Run by Deno for `npm run bench -- --engine wgpu`. Prints one line of JSON for each thing to tell, the report last.
import type { BenchOptions } from './contract';
import { runBench } from './run-bench';
import { tell } from './tell';

const { Deno } = globalThis as unknown as {
  Deno: { args: string[]; version: { deno: string }; exit(code: number): never };
};
const options = JSON.parse(Deno.args[0]) as BenchOptions;
const say = (line: string) => console.log(JSON.stringify({ line }));
const report = await runBench(options, tell(say));
console.log(JSON.stringify({ report: { ...report, browser: `Deno ${Deno.version.deno} (wgpu)` } }));
Deno.exit(0); // a library may have left work that never ends
