import { openDB, type IDBPDatabase } from 'idb';

/** A choice of the tuner: a rung of the family and its `override` values. */
export interface Tuned {
  kernel: string;
  constants: Readonly<Record<string, number>>;
}

/** Where choices are kept between visits. */
export interface TuningStore {
  get(key: string): Promise<Tuned | undefined>;
  set(key: string, tuned: Tuned): Promise<void>;
  /** Forgets every choice, of this and all other adapters. */
  clear(): Promise<void>;
}

const NAME = 'antipode-tuning';
const TABLE = 'choices';

/** Choices in this browser's IndexedDB; where there is none, or it refuses, in memory until the page is left. */
export function browserTuningStore(): TuningStore {
  const memory = new Map<string, Tuned>();
  let database: Promise<IDBPDatabase | null> | undefined;
  const open = () => {
    database ??=
      typeof indexedDB === 'undefined'
        ? Promise.resolve(null)
        : openDB(NAME, 1, { upgrade: (db) => void db.createObjectStore(TABLE) }).catch(() => null);
    return database;
  };
  return {
    async get(key) {
      const kept: unknown = memory.get(key) ?? (await (await open())?.get(TABLE, key));
      return isTuned(kept) ? kept : undefined;
    },
    async set(key, tuned) {
      memory.set(key, tuned);
      await (await open())?.put(TABLE, tuned, key).catch(() => undefined);
    },
    async clear() {
      memory.clear();
      await (await open())?.clear(TABLE);
    },
  };
}

/** What comes from a database may be of any other version of the page. */
function isTuned(value: unknown): value is Tuned {
  if (typeof value !== 'object' || value === null) return false;
  const { kernel, constants } = value as Partial<Tuned>;
  return (
    typeof kernel === 'string' &&
    typeof constants === 'object' &&
    constants !== null &&
    Object.values(constants).every((v) => Number.isInteger(v) && v >= 1)
  );
}
