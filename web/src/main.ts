import './polyfills'
import 'element-plus/es/components/message/style/css'
import 'element-plus/es/components/message-box/style/css'
import './styles/tokens.css'
import './styles/base.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { session } from './api/http'
import { createAppRouter } from './router'
import { useSession } from './stores/session'

async function start() {
  const app = createApp(App).use(createPinia())
  const signedIn = useSession()
  await signedIn.resume().catch(() => {}) // offline: the sign-in page says so when it is used
  const router = createAppRouter()
  session.onEnded = () => {
    signedIn.forget()
    void router.push({ name: 'login', query: { next: router.currentRoute.value.fullPath } })
  }
  app.use(router).mount('#app')
}

// After an upgrade the parts that this window has not loaded yet are gone; the new ones come with a reload.
window.addEventListener('vite:preloadError', () => window.location.reload())

void start()
