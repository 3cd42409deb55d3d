import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import { useCan } from '@/composables/useCan'
import { useSession } from '@/stores/session'
import { routes } from './routes'

export function createAppRouter() {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach((to, from) => signInFirst(to) ?? mayEnter(to) ?? keepPlace(to, from))
  router.afterEach((to) => {
    document.title = to.meta.title ? `${to.meta.title} · 班班通设备管理` : '班班通设备管理'
  })
  return router
}

function signInFirst(to: RouteLocationNormalized) {
  const { user } = useSession()
  if (to.meta.public) return undefined
  if (!user) return { name: 'login', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  if (user.must_change_password && to.name !== 'password') return { name: 'password' }
  return undefined
}

function mayEnter(to: RouteLocationNormalized) {
  if (useCan()(to.meta.permission)) return undefined
  return { name: 'forbidden', query: { organisation: to.query.organisation }, replace: true }
}

/** The place one looks at goes along from page to page. */
function keepPlace(to: RouteLocationNormalized, from: RouteLocationNormalized) {
  if (to.meta.public || to.query.organisation || !from.query.organisation || !from.matched.length) return undefined
  return { ...to, query: { ...to.query, organisation: from.query.organisation } }
}
