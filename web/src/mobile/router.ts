// The pages of the phone. What a guest sees after scanning a label is in the first file that loads; the pages for
// people who sign in come when they are needed.
import { createRouter, createWebHistory } from 'vue-router'
import HomePage from './pages/HomePage.vue'
import ProgressPage from './pages/ProgressPage.vue'
import ReportPage from './pages/ReportPage.vue'
import { resume } from './person'

export const router = createRouter({
  history: createWebHistory('/m'),
  routes: [
    { path: '/', component: HomePage, meta: { title: '班班通报修' } },
    { path: '/r/:token', component: ReportPage, props: true, meta: { title: '报修' } },
    { path: '/t/:follow', component: ProgressPage, props: true, meta: { title: '报修进度' } },
    { path: '/login', component: () => import('./pages/LoginPage.vue'), meta: { title: '登录' } },
    { path: '/tickets', component: () => import('./pages/TicketListPage.vue'), meta: { title: '工单' } },
    { path: '/tickets/:id(\\d+)', component: () => import('./pages/TicketPage.vue'), props: toId, meta: { title: '工单' } },
    { path: '/tickets/:id(\\d+)/finish', component: () => import('./pages/FinishPage.vue'), props: toId, meta: { title: '完成维修' } },
    { path: '/receive/:label', component: () => import('./pages/ReceivePage.vue'), props: true, meta: { title: '接收设备' } },
    { path: '/:rest(.*)', redirect: '/' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

function toId(route: { params: Record<string, string | string[]> }) {
  return { id: Number(route.params.id) }
}

router.beforeEach(async (to) => {
  if (!to.path.startsWith('/tickets') && !to.path.startsWith('/receive')) return true
  const person = await resume().catch(() => null)
  if (person && !person.must_change_password) return true
  return { path: '/login', query: { next: to.fullPath } }
})

router.afterEach((to) => {
  document.title = to.meta.title ?? '班班通报修'
})
