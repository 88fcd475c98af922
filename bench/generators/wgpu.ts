import { measureGenerators } from './measure';

console.log(JSON.stringify(await measureGenerators()));
