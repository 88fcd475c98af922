/** There is no usable WebGPU here. The message says what is missing and what to do. */
export class GpuUnavailable extends Error {
  override readonly name = 'GpuUnavailable';
}

/** WebGPU refused something: out of memory, an invalid object, a limit exceeded. */
export class GpuError extends Error {
  override readonly name = 'GpuError';
}

/** One complaint of the shader compiler, at its place in the source (both counted from 1). */
export interface ShaderMessage {
  type: GPUCompilationMessageType;
  line: number;
  column: number;
  text: string;
}

/** A shader that did not compile. The message shows each complaint under the line it is about. */
export class ShaderError extends Error {
  override readonly name = 'ShaderError';

  constructor(
    readonly label: string,
    readonly code: string,
    readonly messages: readonly ShaderMessage[],
  ) {
    super(`${label} does not compile\n${messages.map((m) => quoteLine(code, m)).join('\n')}`);
  }
}

/** Whether a device refused a shader, or the pipeline made of it. */
export function isCompilation(error: unknown): error is Error {
  return (
    error instanceof ShaderError || (error instanceof Error && error.name === 'GPUPipelineError')
  );
}

/** The line that a message is about, with a caret below its column. */
export function quoteLine(code: string, { line, column, text }: ShaderMessage): string {
  const source = code.split('\n')[line - 1] ?? '';
  const margin = `${line} | `;
  return `${margin}${source}\n${' '.repeat(margin.length + Math.max(0, column - 1))}^ ${text}`;
}
