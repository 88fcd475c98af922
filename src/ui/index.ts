// Layer 5: the page. Lit elements, one a file, under <antipode-app>, which owns the training worker: properties
// go down, antipode-* events (events.ts) come up, numbers of every step go through LiveRun and never through Lit.
// Takes values from src/train and src/reference only; of the layers between, types.
export * from './antipode-app';
