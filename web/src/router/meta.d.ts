import 'vue-router'
import type { Permission } from '@/api/types'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    /** What a person must hold to enter; menu and guard both read it. */
    permission?: Permission
    /** Needs nobody signed in. */
    public?: boolean
  }
}
export {}
