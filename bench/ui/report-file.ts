import { parseReport, ReportError, type Report } from '../report/schema';

const MIB = 2 ** 20;
/** Larger than any report of ours, small enough to be read at once. */
const MOST_BYTES = 16 * MIB;

/**
 * Reads a report from a file that somebody chose or dropped.
 *
 * @throws ReportError with one sentence that names the file and what is wrong with it
 */
export async function readReport(file: File): Promise<Report> {
  const { name } = file;
  if (file.size > MOST_BYTES) {
    const size = (file.size / MIB).toFixed(1);
    throw new ReportError(
      `${name} is too large for a report: ${size} MiB, where ${MOST_BYTES / MIB} are allowed.`,
    );
  }
  let text: string;
  try {
    text = await file.text();
  } catch {
    throw new ReportError(`${name} could not be read. Is it a folder, or was it moved or changed?`);
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    throw new ReportError(`${name} is not JSON. Choose a report that was saved as JSON.`);
  }
  return parseReport(input, name);
}

/** Gives the reader a file to keep. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser reads it after the click
}

/** "antipode-bench-2026-01-02-swiftshader.json": day and adapter, in letters that any system takes. */
export function fileName({ adapter, date }: Report, extension: string): string {
  const device = adapter.architecture || adapter.device || adapter.vendor || 'adapter';
  const safe = device.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return `antipode-bench-${date.slice(0, 10)}-${safe}.${extension}`;
}
