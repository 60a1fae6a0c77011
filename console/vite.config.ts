// How the console is built into console/dist, and served while it is worked on.

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, sourcemap: false, chunkSizeWarningLimit: 900 },
  server: {
    host: '127.0.0.1',
    proxy: { '/v1': process.env.HOLDFAST_URL ?? 'http://127.0.0.1:8080' },
  },
})
