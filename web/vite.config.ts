import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vitest/config'

// Two pages: index.html is the desktop application, m.html the phone's. The phone page must stay under
// 120 KB of gzipped script and style, so src/mobile imports neither Element Plus nor ECharts.
export default defineConfig({
  plugins: [
    vue(),
    Components({ dirs: [], resolvers: [ElementPlusResolver({ importStyle: 'css' })], dts: 'src/components.d.ts' }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'chrome78', // WeChat's browser of 2020; the desktop promises Chromium 86
    cssTarget: 'chrome78',
    emptyOutDir: true,
    chunkSizeWarningLimit: 900,
    rolldownOptions: { input: { index: 'index.html', m: 'm.html' } },
  },
  server: { port: 5173, proxy: { '/api': `http://${process.env.BANBANTONG_ADDR ?? '127.0.0.1:8080'}` } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'] },
})
