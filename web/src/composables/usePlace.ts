import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { useSession } from '@/stores/session'

/** The organisation one looks at: the one in the address, else the person's own. */
export function usePlace() {
  const route = useRoute()
  const session = useSession()
  return computed(() => {
    const id = Number(route.query.organisation)
    return Number.isInteger(id) && id > 0 ? id : session.home
  })
}
