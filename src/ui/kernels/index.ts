// The reader: every kernel of the catalogue as a lesson that can be run and edited. A chunk of its own, loaded when
// somebody asks for it; the only part of the page that holds the catalogue. Runs kernels in the lab's worker.
export * from './antipode-kernels';
