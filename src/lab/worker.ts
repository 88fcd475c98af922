// The lab's worker: carries out one request after the other.
import { openGpu } from '../gpu/index';
import type { LabCommand, LabEvent } from './protocol';
import { LabServer } from './server';

const tell = (event: LabEvent) => postMessage(event);
const server = new LabServer({ tell: (stage) => tell({ type: 'stage', stage }), openGpu });

addEventListener('message', ({ data }: MessageEvent<LabCommand>) => {
  if (data.type === 'run') {
    void server.run(data.request).then((outcome) => tell({ type: 'outcome', outcome }));
    return;
  }
  const { id, kernel, code } = data;
  void server.check(kernel, code).then((messages) => tell({ type: 'checked', id, messages }));
});
