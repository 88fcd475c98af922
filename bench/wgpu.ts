// Run by Deno for `npm run bench -- --engine wgpu`. Prints one line of JSON for each thing to tell, the report or why there is none last.
import type { BenchOptions } from './contract';
import { runAsked } from './run-asked';
import { tell } from './tell';

const { Deno } = globalThis as unknown as {
  Deno: { args: string[]; version: { deno: string }; exit(code: number): never };
};
const options = JSON.parse(Deno.args[0]) as BenchOptions;
const say = (line: string) => console.log(JSON.stringify({ line }));
try {
  const report = await runAsked(options, tell(say));
  const browser = `Deno ${Deno.version.deno} (wgpu)`;
  console.log(JSON.stringify({ report: { ...report, browser } }));
} catch (error) {
  const failed = error instanceof Error ? error.message : String(error);
  console.log(JSON.stringify({ failed }));
}
Deno.exit(0); // a library may have left work that never ends
