// The lab's worker: carries out one request after the other.
import { openGpu } from '../gpu/index';
import type { LabEvent, LabRequest } from './protocol';
import { LabServer } from './server';

const tell = (event: LabEvent) => postMessage(event);
const server = new LabServer({ tell: (stage) => tell({ type: 'stage', stage }), openGpu });

addEventListener('message', ({ data }: MessageEvent<LabRequest>) => {
  void server.run(data).then((outcome) => tell({ type: 'outcome', outcome }));
});
