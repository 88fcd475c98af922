// `npm run test:wgpu`: the kernels on a second engine, wgpu, whose compiler and driver are not Chromium's.
import { runInWgpu } from '../../src/cli/wgpu';

const { output, code } = await runInWgpu('test/wgpu/check.ts');
console.log(output.trimEnd());
process.exitCode = code;
