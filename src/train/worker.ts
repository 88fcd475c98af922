// The training worker: a session server at the end of a message port.
import { openGpu } from '../gpu/index';
import { browserTuningStore } from '../measure/index';
import { transferables, type Command } from './protocol';
import { SessionServer } from './server';

const server = new SessionServer({
  emit: (event, run) => postMessage({ event, run }, { transfer: transferables(event) }),
  openGpu: () => openGpu(),
  choices: browserTuningStore(),
});

addEventListener('message', ({ data }: MessageEvent<Command>) => server.handle(data));
