import { compileModule, ShaderError, type Gpu } from '../gpu/index';
import { guardLoops, type Guarded, type LoopBudget } from './guard';
import type { KernelHeader } from './header';

/**
 * Guards an edited text, so that a launch of it ends. It is compiled first as it was written: complaints are then about
 * the reader's own columns, and the guard may trust its form.
 *
 * @throws ShaderError
 */
export async function guardText(
  { device, limits }: Gpu,
  header: KernelHeader,
  code: string,
  budget: LoopBudget,
): Promise<Guarded> {
  await compileModule(device, header.name, code);
  const buffers = header.bindings.filter(({ access }) => access !== 'uniform').length;
  const flags = buffers < limits.maxStorageBuffersPerShaderStage;
  const guarded = guardLoops(code, budget, { flags });
  try {
    await compileModule(device, header.name, guarded.code);
    return guarded;
  } catch (error) {
    if (!(error instanceof ShaderError)) throw error;
    return guardLoops(code, budget, { flags, apart: true });
  }
}
