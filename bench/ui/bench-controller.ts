import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { BenchClient } from '../client';
import type { BenchOptions } from '../contract';
import type { Event } from '../protocol';
import type { Report } from '../report/schema';
import { reduce, reportOf, type Action, type BenchState } from './bench-state';
import type { KeptReport } from './kept-report';

/** The page's end of a bench worker, as far as the page uses it. */
export type Client = Pick<BenchClient, 'run' | 'cancel' | 'close'>;

/** Makes a worker and listens to it. */
export type Connect = (listen: (event: Event) => void) => Client;

/** Owns the worker and the state of the page, and keeps the last report. */
export class BenchController implements ReactiveController {
  state: BenchState = { kind: 'idle' };
  /** The newest report: of this run, also while it grows; else the one that was kept. */
  report: Report | null = null;
  /** Whether the report was kept from an earlier visit. */
  fromBefore = false;
  #client: Client | null = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly connect: () => Connect,
    private readonly kept: () => KeptReport,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.report ??= this.kept().load();
    this.fromBefore = this.report !== null && this.state.kind === 'idle';
  }

  hostDisconnected(): void {
    this.end();
  }

  run(options: BenchOptions): void {
    if (this.state.kind === 'running') return;
    this.#client?.close(); // a fresh worker has a fresh device
    const client = this.connect()((event) => {
      if (client === this.#client) this.#act({ type: 'heard', event });
    });
    this.#client = client;
    this.#act({ type: 'run', options });
    client.run(options);
  }

  cancel(): void {
    this.#client?.cancel();
    this.#act({ type: 'cancel' });
  }

  /** Ends the worker without waiting for it. */
  end(): void {
    this.#client?.close();
    this.#client = null;
    this.#act({ type: 'ended' });
  }

  #act(action: Action): void {
    const before = this.state;
    this.state = reduce(before, action);
    if (this.state === before) return;
    const report = reportOf(this.state);
    // A run of which nothing came does not take the place of one that measured something.
    if (report && (report.cases.length > 0 || !this.report)) {
      this.report = report;
      this.fromBefore = false;
      if (this.state.kind !== 'running') this.kept().save(report);
    }
    if (this.state.kind !== 'running') {
      this.#client?.close();
      this.#client = null;
    }
    this.host.requestUpdate();
  }
}
