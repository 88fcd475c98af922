import type { AdapterFacts } from '../gpu/index';
import type { WebGpuMode } from './chromium';
import { openHeadless, type HeadlessPage } from './headless-page';

/** What the command line may ask for. */
export type AdapterWish = 'auto' | 'hardware' | 'software';

/**
 * Opens a page in a Chromium with the adapter that was asked for. Started for a graphics card it falls back on software by
 * itself where there is none, so that one start answers both.
 *
 * @param software what to try instead, as the command line has it
 * @throws Error that says which adapters there are, where that one is not there
 */
export async function openWithAdapter(
  url: string,
  wish: AdapterWish,
  software: string,
): Promise<HeadlessPage & { adapter: AdapterFacts }> {
  const modes: WebGpuMode[] = wish === 'software' ? ['swiftshader'] : ['hardware', 'swiftshader'];
  const others: string[] = [];
  for (const mode of modes) {
    const headless = await openHeadless(url, mode);
    const adapter = await headless.page.evaluate(() => window.adapter());
    if (adapter && (wish !== 'hardware' || !adapter.fallback)) return { ...headless, adapter };
    await headless.close();
    if (adapter) others.push(adapterInWords(adapter));
    if (others.length > 0) break;
  }
  if (others.length === 0) throw new Error('This Chromium offers no WebGPU adapter at all.');
  throw new Error(
    `This Chromium finds no graphics card; what it has is ${others.join(', ')}. To use that: ${software}.`,
  );
}

/** For example `google swiftshader (software)`. */
export function adapterInWords({
  vendor,
  architecture,
  device,
  description,
  fallback,
}: Pick<AdapterFacts, 'vendor' | 'architecture' | 'fallback'> & Partial<AdapterFacts>): string {
  const words = [...new Set([vendor, architecture, device, description])].filter(Boolean);
  return `${words.join(' ') || 'an adapter without a name'}${fallback ? ' (software)' : ''}`;
}
