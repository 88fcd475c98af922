import { defineConfig } from 'vite';
import { pageConfig } from './src/cli/page-config.ts';

export default defineConfig(pageConfig);
