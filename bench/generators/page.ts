import { measureGenerators, type GeneratorReport } from './measure';

declare global {
  interface Window {
    measureGenerators(): Promise<GeneratorReport>;
  }
}

window.measureGenerators = measureGenerators;
