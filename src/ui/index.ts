// Layer 6: the page. Lit elements, one a file, under <antipode-app>, which owns the training worker: properties
// go down, antipode-* events (events.ts) come up, numbers of every step go through LiveRun and never through Lit.
// Takes values from src/train, src/lab and src/reference; of the layers between, types, but for kernels/, loaded late.
export * from './antipode-app';
